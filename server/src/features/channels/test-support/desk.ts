import { pino } from 'pino'
import type { PersonActor } from '../../../http/route'
import type { Keyring } from '../../../platform/keyring'
import { createDeliveries } from '../../deliveries'
import { createTestClock, testKeyring } from '../../deliveries/test-support/world'
import { createSenderDirectory } from '../../senders'
import { ChannelModel } from '../channel.model'
import { createChannelDirectory, createChannels, createTransports } from '../index'

const budget = {
  chatGapMs: 0,
  accountGapMs: 0,
  accountGapJitterMs: 0,
  perMinute: 1000,
  perDay: 1000,
}
/** What the dispatcher may do besides its defaults. */
export interface DeskOptions {
  clock?: ReturnType<typeof createTestClock>
  keyring?: Keyring
  graceMs?: number
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** A server's channels and engine as `app.ts` wires them, calling stand-ins at `apiBase`. */
export function createDesk(apiBase: string, options: DeskOptions = {}) {
  const { clock = createTestClock(), keyring = testKeyring } = options
  const transports = createTransports({ clock, apiBase })
  const senders = createSenderDirectory({
    clock,
    budget,
    warmUpDays: 0,
    channels: createChannelDirectory(transports),
  })
  const deliveries = createDeliveries({ clock, keyring, senders, random: () => 0 })
  const logged: string[] = []
  const channels = createChannels({
    clock,
    keyring,
    logger: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
    transports,
    engine: deliveries.engine,
    replyLink: (digestId, groupId) => `https://lianxin.example/reply/${digestId}/${groupId}`,
    publicUrl: 'https://lianxin.example',
    // Nothing is waited for: the clock is put forward.
    sleep: async (ms: number) => clock.pass(Math.max(0, ms)),
    ...options,
  })
  async function call<T>(name: string, actor: PersonActor, input: object): Promise<T> {
    const route = channels.routes.find((each) => each.endpoint.name === name)
    const { endpoint } = route ?? {}
    const checked = { query: endpoint?.query?.parse({}), ...input }
    const answer = await route?.handle(checked, { actor })
    return (endpoint?.response ? endpoint.response.parse(answer) : answer) as T
  }
  return { clock, senders, deliveries, channels, call, logged }
}

/** Removes all channels. */
export async function clearChannels(): Promise<void> {
  await ChannelModel.deleteMany({})
}

/** The secretary of an organization. */
export function secretaryOf(org: { id: string; name: string }, id = 'a'.repeat(24)): PersonActor {
  const posts = [{ role: 'secretary' as const, orgId: org.id, orgName: org.name }]
  return { kind: 'person', id, name: '李敏', posts, sessionId: 's' }
}
