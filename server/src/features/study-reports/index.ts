import { route, type Route } from '../../http/route'
import { exportReport } from './report.export'
import type { ReportDeps } from './report.count'
import { createReportService } from './report.service'
import { signOffSheet } from './report.sheet'

/** Makes the secretary's view of how a subtree studies. */
export function createStudyReports(deps: ReportDeps): { routes: Route[] } {
  const reports = createReportService(deps)
  return {
    routes: [
      route('studyReports.get', ({ query }, { actor }) => reports.summary(actor, query)),
      route('studyReports.notStarted', ({ query }, { actor }) => reports.notStarted(actor, query)),
      route('studyReports.export', async ({ query }, { actor }) =>
        exportReport(await reports.report(actor, query)),
      ),
      route('studyReports.sheet', async ({ query }, { actor }) =>
        signOffSheet(await reports.report(actor, query)),
      ),
    ],
  }
}
