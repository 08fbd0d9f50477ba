import { setRoutes } from '../../groups/group-routes'
import { channelSender } from '../../groups/sender-id'
import type { SendBudget } from '../budget.rules'
import type { SendOutcome } from '../delivery.rules'
import { createDeliveries } from '../index'
import type { AccountChat, ChannelChat, LeasedDelivery } from '../lease.service'
import { createMeter, createTime, type Begun, type Time } from './pretended-wechat'
import { makeGroups, noon, steadySenders, testKeyring } from './world'

/** A message in a bot's hands. */
export interface Held {
  delivery: LeasedDelivery<AccountChat | ChannelChat>
  /** Real time from which it may go; a bot measures its waits without the machine's clock. */
  dueAt: number
  /** Places in the story: when it was leased, when its mark was asked for. */
  leasedAt: number
  markedAt: number
  /** When the engine let it begin, by its clock: the day, and how often that had been set forward. */
  begun: Begun
  /** The bot was stopped between the mark and the call. */
  late: boolean
  /** What somebody at the vendor's has decided about what was handed over. */
  confirmed?: 'sent' | 'refused'
}

/** One process that sends: a bot, or what serves a channel. */
export interface Bot {
  accountId: string
  hand: Held[]
  /** Asked to have the first marked, and no answer came. */
  unanswered: boolean
  /** Marked, and about to be said. */
  saying: Held | null
}

interface Ack {
  bot: Bot
  id: string
  leaseToken: string
  outcome: SendOutcome
}
interface Echo {
  bot: Bot
  chat: AccountChat
  text: string
  sentAt: Date
  messageId: string
}

/**
 * All that is outside of the engine: the time, bots with what they hold, the chats; and what people
 * asked for, so that the engine can be held to its promises.
 */
export interface Outside {
  time: Time
  /** Counts what is said against the budget. */
  meters: Map<string, ReturnType<typeof createMeter>>
  bots: Bot[]
  acks: Ack[]
  echoes: Echo[]
  /** Steps so far: orders what happened. */
  story: number
  /** Answers that somebody was promised: key, with its place in the story. */
  promised: Map<string, number>
  /** Digests that were opened, by `digest:occurrence`. */
  opened: Map<string, { digest: number; occurrence: number; sure: boolean }>
  /** Cancelled digests, with the place in the story from which on nothing may begin to go. */
  cancelled: Map<string, number>
  /** The same of paused ones, until somebody asks for anything else. */
  paused: Map<string, number>
  arrivals: Map<string, number>
  /** Senders that nobody has seen for a while. */
  away: Set<string>
  /** In the hands of a person who is to confirm it at the vendor's. */
  handed: Held[]
  printed: Set<string>
  /** How often a person had a message sent again. */
  resends: Map<string, number>
  /** Surely refused for good, as the bot said. */
  refused: Set<string>
  messages: number
}

/** The engine under test. It keeps nothing in memory: a new one is a server started again. */
export interface Real {
  town: Town
  deps: Parameters<typeof createDeliveries>[0]
  server: ReturnType<typeof createDeliveries>
  restart(): void
}

export type Town = Awaited<ReturnType<typeof makeTown>>

/** Groups with one way, with two, and with all of them. */
export async function makeTown() {
  const { org, groups } = await makeGroups(3, 'bot-1')
  const [, two, all] = groups
  const channel = {
    kind: 'channel',
    channelKind: 'wecom_task',
    channelId,
    address: null,
  } as const
  if (two) await setRoutes(two.id, [{ kind: 'wechaty' }, channel])
  if (all) await setRoutes(all.id, [channel, { kind: 'wechaty' }, { kind: 'print' }])
  return { org, groups }
}

const channelId = 'c00000000000000000000009'
/** The channel as a sender. */
export const CHANNEL = channelSender('wecom_task', channelId)

export const person = { id: 'a00000000000000000000001', name: '李敏' }
export const digestIds = ['d00000000000000000000001', 'd00000000000000000000002'] as const

/** A new story: an empty engine, beside groups that are there. */
export function beginStory(town: Town, budget: SendBudget): { model: Outside; real: Real } {
  const bot = (accountId: string): Bot => ({ accountId, hand: [], unanswered: false, saying: null })
  // by mistake two processes run one account
  const bots = ['bot-1', 'bot-1', 'bot-2', CHANNEL].map(bot)
  const time = createTime(noon)
  const meters = new Map(bots.map(({ accountId }) => [accountId, createMeter(budget, time)]))
  const model: Outside = {
    time,
    meters,
    bots,
    acks: [],
    echoes: [],
    story: 0,
    promised: new Map(),
    opened: new Map(),
    cancelled: new Map(),
    paused: new Map(),
    arrivals: new Map(),
    away: new Set(),
    handed: [],
    printed: new Set(),
    resends: new Map(),
    refused: new Set(),
    messages: 0,
  }
  const away = async () => model.away
  let jitter = 0
  const random = () => {
    jitter = (jitter + 0.37) % 1
    return jitter
  }
  const deps = {
    clock: time,
    keyring: testKeyring,
    senders: { ...steadySenders(budget), away },
    random,
  }
  const start = () => createDeliveries(deps)
  const real: Real = {
    town,
    deps,
    server: start(),
    restart() {
      real.server = start()
    },
  }
  return { model, real }
}
