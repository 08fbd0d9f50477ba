import { route, type Route } from '../../http/route'
import type { ItemService } from './item.service'
import type { SourceDeps } from './source.deps'
import type { SourceDocument } from './source.model'
import { presentFound, presentItems, presentSources } from './source.presenter'
import type { SourceService } from './source.service'

/** Routes of sources and of the articles that come from them. */
export function createSourceRoutes(
  deps: Pick<SourceDeps, 'clock'> & { sources: SourceService; items: ItemService },
): Route[] {
  const { clock, sources, items } = deps

  async function present(source: SourceDocument) {
    const [shown] = await presentSources([source], clock.now())
    if (!shown) throw new Error('one source in, one out')
    return shown
  }

  return [
    route('sources.list', async ({ query }, { actor }) => {
      const page = await sources.list(actor, query)
      return { ...page, items: await presentSources(page.items, clock.now()) }
    }),
    route('sources.create', async ({ body }, { actor }) => {
      const { source, reading } = await sources.create(actor, body)
      return { source: await present(source), found: presentFound(reading) }
    }),
    route('sources.update', async ({ params, body }, { actor }) =>
      present(await sources.update(actor, params.id, body)),
    ),
    route('sources.poll', async ({ params }, { actor }) => {
      const { source, added } = await sources.poll(actor, params.id)
      return { source: await present(source), added }
    }),
    route('sources.remove', async ({ params }, { actor }) => sources.remove(actor, params.id)),
    route('sourceItems.list', async ({ query }, { actor }) => {
      const page = await items.list(actor, query)
      return { ...page, items: await presentItems(page.items) }
    }),
    route('sourceItems.take', async ({ params }, { actor }) => ({
      digestId: await items.take(actor, params.id),
    })),
    route('sourceItems.ignore', async ({ params }, { actor }) => items.ignore(actor, params.id)),
  ]
}
