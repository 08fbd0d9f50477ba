import type { Route } from '../../http/route'
import type { Job } from '../../platform/jobs'
import { createAsking } from './fetching'
import { createItemReading } from './item.read'
import { createItemService } from './item.service'
import type { SourceDeps } from './source.deps'
import { createSourceJobs } from './source.jobs'
import { createPolling } from './source.poll'
import { createSourceRoutes } from './source.routes'
import { createSourceService, type SourceService } from './source.service'

/** Makes the sources: what people do to them, and what the clock does. */
export function createSources(deps: SourceDeps): {
  sources: SourceService
  routes: Route[]
  jobs: Job[]
} {
  const asking = createAsking(deps)
  const polling = createPolling({ ...deps, asking })
  const reading = createItemReading({ ...deps, asking })
  const sources = createSourceService({ ...deps, asking, polling })
  const items = createItemService({ ...deps, reading })
  return {
    sources,
    routes: createSourceRoutes({ ...deps, sources, items }),
    jobs: createSourceJobs({ polling, reading }),
  }
}
