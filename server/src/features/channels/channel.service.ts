import { randomUUID } from 'node:crypto'
import { looksOfKind, staffRoles, type ChannelKind } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { covers, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import type { Keyring } from '../../platform/keyring'
import { accountBudgets, type BreakerReason } from '../deliveries'
import { channelSender, countGroupsByChannel } from '../groups'
import { getOrg } from '../orgs'
import type { ChannelSending } from './channel.sending'
import {
  addChannel,
  changeChannel,
  getChannel,
  removeChannel,
  takeTest,
  type ChannelChange,
  type ChannelRecord,
} from './channel.store'
import type { ChannelChat } from './open-transport'
import { sentenceOf } from './outcome.rules'
import type { Transports } from './transports'

/** Two a minute fit beside what the engine's budget leaves of the vendors' limits. */
const BETWEEN_TESTS_MS = 30_000
const TEST_TEXT = '这是一条试发的消息：能看到它，说明这个渠道通了。不用回复。'

type Change = HandlerInputOf<'channels.update'>['body']

/** What the engine is told of channels; the delivery engine fits. */
export interface ChannelBreaker {
  /** It may be tried again: what was wrong with it has been mended. */
  signedIn(senderId: string): Promise<void>
  trip(senderId: string, reason: BreakerReason, penaltyMs?: number): Promise<void>
}

/** Plain words; for a channel with a look, what shows that look, opening the public pages. */
function testMessage({ look }: ChannelRecord, publicUrl: string) {
  if (look === 'words') return { title: null, text: TEST_TEXT, link: null, isWhole: true }
  return { title: '试发一条', text: `连心桥\n${TEST_TEXT}`, link: publicUrl, isWhole: true }
}

/** What the desk does with channels. */
export function createChannelService(deps: {
  clock: Clock
  keyring: Keyring
  transports: Transports
  sending: ChannelSending
  breaker: ChannelBreaker
  publicUrl: string
}) {
  const { clock, keyring, transports, sending, breaker, publicUrl } = deps

  function checked(kind: ChannelKind, secret: Record<string, string>) {
    const result = transports[kind].check(secret)
    if ('problems' in result) {
      const fields = Object.entries(result.problems)
      const named = fields.map(([field, problem]) => [`body.secret.${field}`, problem] as const)
      throw new AppError('request.invalid', Object.fromEntries(named))
    }
    const { json, identity, hint } = result
    const tag = keyring.blindIndex('channel', `${kind}\n${identity}`)
    return { sealed: keyring.encrypt(json), tag, hint }
  }

  async function own(actor: PersonActor, id: string): Promise<ChannelRecord> {
    const channel = await getChannel(id)
    ensure(channel && covers(actor, channel.orgPath, staffRoles), 'request.not_found')
    return channel
  }

  async function create(
    actor: PersonActor,
    { kind, name, orgId, secret }: HandlerInputOf<'channels.create'>['body'],
  ): Promise<ChannelRecord> {
    const org = await getOrg(orgId)
    ensure(org && covers(actor, org.path, staffRoles), 'auth.forbidden')
    const fresh = { kind, name, org, ...checked(kind, secret), createdBy: actor.id }
    const { added, standing } = await addChannel(fresh, clock.now())
    if (added) return added
    // The same person entering the same thing again has not heard our first answer.
    const isRepeat = standing?.name === name && standing.orgId === orgId
    ensure(standing && isRepeat && standing.createdBy === actor.id, 'channel.taken')
    return standing
  }

  async function update(actor: PersonActor, id: string, change: Change): Promise<ChannelRecord> {
    const channel = await own(actor, id)
    const { name, enabled, secret, look } = change
    if (look !== undefined && !looksOfKind[channel.kind].includes(look))
      throw new AppError('request.invalid', { 'body.look': '这个渠道只能发文字' })
    const isMended = secret !== undefined || (enabled === true && !channel.enabled)
    const wish: ChannelChange = {
      ...(name !== undefined && { name }),
      ...(enabled !== undefined && { enabled }),
      ...(look !== undefined && { look }),
      ...(secret !== undefined && checked(channel.kind, secret)),
      ...(isMended && { failing: false, lastProblem: null }),
    }
    const changed = Object.keys(wish).length > 0 ? await changeChannel(id, wish) : channel
    ensure(changed, 'request.not_found')
    ensure(changed !== 'taken', 'channel.taken')
    if (isMended) await breaker.signedIn(channelSender(channel.kind, id))
    return changed
  }

  async function remove(actor: PersonActor, id: string): Promise<void> {
    const channel = await own(actor, id)
    const groups = (await countGroupsByChannel([channel.id])).get(channel.id) ?? 0
    if (groups > 0)
      throw new AppError(
        'channel.in_use',
        undefined,
        `还有 ${groups} 个群用它送达，请先给这些群换一种送达方式，再来删。`,
      )
    await removeChannel(channel.id)
  }

  async function ensureMayTest(channel: ChannelRecord, senderId: string): Promise<void> {
    ensure(channel.enabled, 'channel.off')
    const now = clock.now()
    const resting = (await accountBudgets([senderId], now)).get(senderId)?.breaker
    // A try within a penalty lengthens it; one for a channel that was not let in is how it is mended.
    ensure(resting?.reason !== 'throttled', 'channel.resting')
    const before = new Date(now.getTime() - BETWEEN_TESTS_MS)
    ensure(await takeTest(channel.id, now, before), 'channel.just_tested')
  }

  async function test(
    actor: PersonActor,
    id: string,
    address: string | null,
    signal: AbortSignal,
  ): Promise<OutputOf<'channels.test'>> {
    const channel = await own(actor, id)
    const senderId = channelSender(channel.kind, id)
    ensure(address !== null || !transports[channel.kind].chats, 'channel.address_required')
    await ensureMayTest(channel, senderId)
    const message = { id: randomUUID(), ...testMessage(channel, publicUrl) }
    const outcome = await sending.send(channel, address, message, signal)
    await sending.note(channel, outcome)
    if (outcome.kind === 'sent' || outcome.kind === 'handed') await breaker.signedIn(senderId)
    if (outcome.kind === 'not_sent' && outcome.reason === 'throttled')
      await breaker.trip(senderId, 'throttled', outcome.retryAfterMs)
    return { outcome: outcome.kind, sentence: sentenceOf(outcome) }
  }

  async function chats(
    actor: PersonActor,
    id: string,
    page: { cursor?: string | undefined; limit: number },
    signal: AbortSignal,
  ): Promise<{ items: ChannelChat[]; nextCursor: string | null }> {
    const channel = await own(actor, id)
    const list = transports[channel.kind].chats
    const secret = sending.unseal(channel)
    // A robot is in one group, and there is nothing to choose.
    return list && secret !== null ? list(secret, page, signal) : { items: [], nextCursor: null }
  }

  return { create, update, remove, test, chats }
}

export type ChannelService = ReturnType<typeof createChannelService>
