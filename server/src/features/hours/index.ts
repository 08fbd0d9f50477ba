import { route, type Route } from '../../http/route'
import type { HourDeps } from './hour.deps'
import { presentHour } from './hour.presenter'
import { createHourImports } from './hour-import.service'
import { createHourReading } from './hour.reading'
import { createHourReports } from './hour.report'
import type { ServiceRecord } from './hour.served'
import { createHourService, type HourService } from './hour.service'
import { createRequestService } from './request.service'
import { createStarService } from './star.service'

export { eraseHours, exportHours } from './hour.privacy'
export type { Period, Served, ServiceRecord } from './hour.served'

/** Makes the ledger of service hours: confirmed, added, corrected, summed, and the stars they give. */
export function createHours(deps: HourDeps): {
  hours: Pick<HourService, 'approve'>
  record: ServiceRecord
  routes: Route[]
} {
  const hours = createHourService(deps)
  const stars = createStarService(deps)
  const reading = createHourReading({ ...deps, hours, stars })
  const requests = createRequestService({ ...deps, hours })
  const reports = createHourReports(deps)
  const imports = createHourImports({ ...deps, hours })
  return {
    hours,
    record: reading.record,
    routes: [
      route('hours.due', ({ query }, { actor }) => hours.due(actor, query)),
      route('hours.proposals', ({ params, query }, { actor }) =>
        hours.proposals(actor, params.id, query),
      ),
      route('hours.approve', ({ params, body }, { actor }) =>
        hours.approve(actor, params.id, body),
      ),
      route('hours.decline', ({ params, body }, { actor }) =>
        hours.decline(actor, params.id, body),
      ),
      route('hours.add', async ({ params, body }, { actor }) =>
        presentHour(await hours.add(actor, params.id, body)),
      ),
      route('hours.entries', ({ params, query }, { actor }) =>
        reading.entriesAt(actor, params.id, query),
      ),
      route('hours.correct', async ({ params, body }, { actor }) =>
        presentHour(await hours.correct(actor, params.id, body)),
      ),
      route('hours.report', ({ query }, { actor }) => reports.report(actor, query)),
      route('hours.export', ({ query }, { actor }) => reports.workbook(actor, query)),
      route('hourImports.template', (_input, { actor }) => imports.template(actor)),
      route('hourImports.check', (_input, { actor, file }) => imports.check(actor, file)),
      route('hourImports.create', (_input, { actor, file }) => imports.create(actor, file)),
      route('hourImports.result', (_input, { actor }) => imports.result(actor)),
      route('hourRequests.list', ({ query }, { actor }) => requests.list(actor, query)),
      route('hourRequests.answer', ({ params, body }, { actor }) =>
        requests.answer(actor, params.id, body),
      ),
      route('starRules.get', ({ query }, { actor }) => stars.get(actor, query.orgId)),
      route('starRules.set', ({ body }, { actor }) => stars.set(actor, body)),
      route('me.hours', (_input, { actor }) => reading.mine(actor)),
      route('me.hourEntries', ({ query }, { actor }) => reading.entriesOf(actor.id, query)),
      route('me.askHours', ({ params, body }, { actor }) =>
        requests.ask(actor, params.id, body.words),
      ),
      route('me.hourRequests', ({ query }, { actor }) => requests.mine(actor, query)),
    ],
  }
}
