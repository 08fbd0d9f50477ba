import { route, type Route } from '../../http/route'
import type { PlaygroundMessage } from './playground.model'
import type { PlaygroundService } from './playground.service'

function present({ _id, at, ...message }: PlaygroundMessage) {
  return { ...message, seq: _id, at: at.toISOString() }
}

/**
 * Routes of the stand-in.
 * @param deps.isBotOnline has a bot said hello lately?
 */
export function createPlaygroundRoutes(deps: {
  playground: PlaygroundService
  isBotOnline: () => Promise<boolean>
}): Route[] {
  const { playground, isBotOnline } = deps
  const { botId, botName, groups } = playground.directory
  return [
    route('playground.state', async () => ({
      botId,
      botName,
      botOnline: await isBotOnline(),
      signIn: await playground.openSignIn(),
      groups: groups.map((group) => ({ ...group, members: [...group.members] })),
    })),
    route('playground.post', async ({ body }) => present(await playground.post(body))),
    route('playground.messages', async ({ query }) => ({
      items: (await playground.messages(query.group, query.after, query.limit)).map(present),
    })),
    route('playground.signIn', async ({ body }) => {
      await playground.signIn(body.step)
      return { signIn: await playground.openSignIn() }
    }),
    route('playground.puppetSignIn', async ({ body }) => ({
      step: await playground.signInStep(body.code),
    })),
    route('playground.puppetEvents', async ({ query }) => {
      const { items, lastSeq } = await playground.events(query.after, query.waitMs)
      return { items: items.map(present), lastSeq }
    }),
    route('playground.puppetSend', async ({ body }) =>
      present(await playground.postAsBot(body.group, body.text)),
    ),
  ]
}
