import { inTransaction } from '../../../platform/database'
import { expandBatches, holdBatches, settleBatches } from '../batch.service'
import { BatchModel } from '../batch.model'
import { DeliveryModel } from '../delivery.model'
import { expireLeases } from '../expiry.service'
import { createDeliveries } from '../index'
import type { LeasedDelivery } from '../lease.service'
import type { SendOutcome } from '../delivery.rules'
import {
  createTestClock,
  makeGroups,
  testKeyring,
  openInTransaction,
  expander,
  steadySenders,
} from './world'

/** What a call to WeChat and the time after it may come to. */
export const fates = [
  'ok',
  'ok, id unknown',
  'ok, ack late',
  'ok, ack lost',
  'ok, bot dies',
  'ok, call throws',
  'bot dies before the call',
  'call throws',
  'not in room',
  'throttled',
  'logged out',
] as const
export type Fate = (typeof fates)[number]

export type Step =
  | { do: 'enqueue'; key: number; chat: number; text: number }
  | { do: 'digest' }
  | { do: 'lease'; bot: number; max: number }
  | { do: 'send'; bot: number; fate: Fate }
  | { do: 'bot dies'; bot: number }
  | { do: 'late ack' }
  | { do: 'echo'; again: boolean }
  | { do: 'pass'; seconds: number }
  | { do: 'sweep' }
  | { do: 'pause' | 'resume' }
  | { do: 'decide'; resend: boolean }

const account = 'bot-1'
const digestId = 'd00000000000000000000001'
const person = { id: 'a00000000000000000000001', name: '李敏' }
/** Nobody looks at a chat and decides faster. */
const DECISION_MS = 10_000

/** Plays steps on the real engine beside a pretended WeChat, and holds the engine's promises to it. */
export async function simulate(steps: readonly Step[]): Promise<void> {
  const clock = createTestClock()
  const { engine, outbox } = createDeliveries({
    clock,
    keyring: testKeyring,
    senders: steadySenders(),
    random: () => 0,
  })
  const { org, groups } = await makeGroups(2, account)
  const hands: LeasedDelivery[][] = [[], []]
  const arrivals = new Map<string, number>()
  const resends = new Map<string, number>()
  const lateAcks: { id: string; token: string; outcome: SendOutcome }[] = []
  const echoes: { roomId: string; text: string; sentAt: Date; messageId: string }[] = []
  let messages = 0
  let occurrences = 0

  const ignoreLostLease = (error: unknown) => {
    const codes = ['delivery.lease_lost', 'delivery.wrong_state']
    if (!(error instanceof Error && 'code' in error && codes.includes(String(error.code))))
      throw error
  }

  /** The message appears in the chat. It may do so once, and once more for each resend. */
  async function arrive({ id, chat, text }: LeasedDelivery, messageId: string): Promise<void> {
    const times = (arrivals.get(id) ?? 0) + 1
    arrivals.set(id, times)
    if (times > 1 + (resends.get(id) ?? 0)) throw new Error(`sent twice by itself: ${text}`)
    await checkOrder(id)
    if (chat.type === 'group')
      echoes.push({ roomId: chat.roomId, text, sentAt: clock.now(), messageId })
  }

  async function checkOrder(id: string): Promise<void> {
    const row = await DeliveryModel.findById(id).lean()
    if (!row?.batchId || row.part === 1) return
    const before = await DeliveryModel.findOne({
      batchId: row.batchId,
      chatKey: row.chatKey,
      part: row.part - 1,
    }).lean()
    const settled = before && ['sent', 'failed', 'cancelled'].includes(before.state)
    if (!settled && before?.decisions.length === 0)
      throw new Error(`part ${row.part} went before part ${row.part - 1} (${before.state})`)
  }

  async function send(delivery: LeasedDelivery, fate: Fate, bot: number): Promise<void> {
    const { id, leaseToken } = delivery
    try {
      await engine.markSending(id, leaseToken)
    } catch (error) {
      return ignoreLostLease(error)
    }
    messages += 1
    const messageId = `m${messages}`
    const ack = (outcome: SendOutcome) => engine.ack(id, leaseToken, outcome).catch(ignoreLostLease)
    if (fate.startsWith('ok')) await arrive(delivery, messageId)
    if (fate === 'ok') await ack({ kind: 'sent', messageId })
    if (fate === 'ok, id unknown') await ack({ kind: 'sent', messageId: null })
    if (fate === 'ok, ack late')
      lateAcks.push({ id, token: leaseToken, outcome: { kind: 'sent', messageId } })
    if (fate.endsWith('call throws')) await ack({ kind: 'unknown' })
    if (fate === 'not in room') await ack({ kind: 'not_sent', reason: 'not_in_room' })
    if (fate === 'throttled') await ack({ kind: 'not_sent', reason: 'throttled' })
    if (fate === 'logged out') await ack({ kind: 'not_sent', reason: 'logged_out' })
    if (fate.includes('bot dies')) {
      // with it goes whatever it would have seen or said
      hands[bot] = []
      if (fate.startsWith('ok')) echoes.pop()
    }
  }

  /** A person looks at the chat, so `arrived` is said only of what did. */
  async function decide(resend: boolean): Promise<void> {
    clock.pass(DECISION_MS)
    const row = await DeliveryModel.findOne({ state: { $in: ['unknown', 'failed'] } }).lean()
    if (!row) return
    const id = String(row._id)
    const arrived = (arrivals.get(id) ?? 0) > 0
    const decision = resend ? 'resend' : arrived ? 'arrived' : 'give_up'
    if (decision === 'resend') resends.set(id, (resends.get(id) ?? 0) + 1)
    await engine.resolve(id, decision, person)
  }

  async function openDigest(): Promise<void> {
    if (occurrences === 2) return
    occurrences += 1
    const parts = ['【政策摘要 第1期】甲', '【政策摘要 第1期】乙']
    const batch = { digestId, occurrence: occurrences, parts, audienceOrgIds: [org.id] }
    await openInTransaction({ ...batch, dueAt: clock.now(), quiet: null }, clock.now())
    await Promise.all([expandBatches(expander(clock)), expandBatches(expander(clock))])
  }

  async function enqueue(key: number, chat: number, text: number): Promise<void> {
    const groupId = groups[chat]?.id ?? ''
    const message = {
      key: `k${key}`,
      target: { kind: 'group' as const, groupId },
      kind: 'reply' as const,
    }
    await outbox.enqueue({ ...message, text: `话${text}` })
  }

  async function sweep(): Promise<void> {
    await expireLeases(clock.now())
    await settleBatches(clock.now())
  }

  async function play(step: Step): Promise<void> {
    if (step.do === 'enqueue') await enqueue(step.key, step.chat, step.text)
    else if (step.do === 'digest') await openDigest()
    else if (step.do === 'lease') {
      const { deliveries } = await engine.lease(account, step.max)
      hands[step.bot]?.push(...deliveries)
    } else if (step.do === 'send') {
      const hand = hands[step.bot] ?? []
      if (hand.length === 0) hand.push(...(await engine.lease(account, 2)).deliveries)
      const next = hand.shift()
      if (next) await send(next, step.fate, step.bot)
    } else if (step.do === 'bot dies') hands[step.bot] = []
    else if (step.do === 'late ack') {
      const ack = lateAcks.shift()
      if (ack) await engine.ack(ack.id, ack.token, ack.outcome).catch(ignoreLostLease)
    } else if (step.do === 'echo') {
      const seen = echoes.shift()
      if (!seen) return
      const { roomId, ...echo } = seen
      await engine.echo({ ...echo, accountId: account, chat: { type: 'group', roomId } })
      if (step.again) echoes.push(seen)
    } else if (step.do === 'pass') clock.pass(step.seconds * 1000)
    else if (step.do === 'sweep') await sweep()
    else if (step.do === 'decide') await decide(step.resend)
    else
      await inTransaction((session) =>
        holdBatches(digestId, step.do === 'pause', clock.now(), session),
      )
  }

  /** From here on all goes well, and a person settles what is unknown. */
  async function drain(): Promise<void> {
    await play({ do: 'resume' })
    for (let round = 0; round < 60; round += 1) {
      clock.pass(3_600_000)
      await sweep()
      const { deliveries } = await engine.lease(account, 10)
      for (const delivery of deliveries) await send(delivery, 'ok', 0)
      const open = await DeliveryModel.findOne({ state: 'unknown' }).lean()
      if (open) await decide((arrivals.get(String(open._id)) ?? 0) === 0)
      else if (deliveries.length === 0) break
    }
    await sweep()
  }

  async function checkEnd(): Promise<void> {
    for (const row of await DeliveryModel.find().lean()) {
      const arrived = (arrivals.get(String(row._id)) ?? 0) > 0
      if (row.state === 'sent' && !arrived) throw new Error(`lost silently: ${row.key} says sent`)
      if (row.state === 'sent') continue
      if (row.reason === null || !['failed', 'cancelled'].includes(row.state))
        throw new Error(`left behind: ${row.key} is ${row.state}`)
    }
    const open = await BatchModel.countDocuments({ state: { $ne: 'done' } })
    if (open > 0) throw new Error('a batch with nothing under way is not done')
  }

  for (const step of steps) await play(step)
  await drain()
  await checkEnd()
}
