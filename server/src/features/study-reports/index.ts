import { route, type Route } from '../../http/route'
import { exportReport } from './report.export'
import { createReportService, type ReportDeps } from './report.service'
import { signOffSheet } from './report.sheet'

/** Makes the secretary's view of how a subtree studies. */
export function createStudyReports(deps: ReportDeps): { routes: Route[] } {
  const reports = createReportService(deps)
  return {
    routes: [
      route('studyReports.get', async ({ query }, { actor }) => {
        const { summary } = await reports.report(actor, query)
        return summary
      }),
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
