import { AppError } from '../../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../../platform/database'
import { channelOf, getGroups, markGroupsSeen } from '../../groups'
import { cancelBatches, endCancelled, holdBatches } from '../batch.service'
import { BatchModel } from '../batch.model'
import { DeliveryModel, type DeliveryDocument } from '../delivery.model'
import { restingStates } from '../delivery.rules'
import { adoptGroups } from '../reroute.service'
import { operate, type Came } from './interruptions'
import { appear, appearOnPaper, checkHeld } from './promises'
import { begunAt } from './pretended-wechat'
import { digestIds, person, type Bot, type Held, type Outside, type Real } from './outside'
import type { Operation } from './steps'
import { openInTransaction } from './world'

type Of<D extends Operation['do']> = Extract<Operation, { do: D }>

/** Refusals that whoever asks has to live with. */
const refusals = ['delivery.lease_lost', 'delivery.wrong_state', 'server.unavailable']

/** Two short answers, and one that goes out in parts. */
const texts = [
  '灯修好了',
  '路修好了',
  ['甲', '乙', '丙'].map((part) => part.repeat(400)).join('\n\n'),
]
const digestParts = ['甲', '乙', '丙']

export function botAt(model: Outside, index: number): Bot {
  const bot = model.bots[index]
  if (!bot) throw new Error(`there is no bot ${index}`)
  return bot
}

/** Runs it on the server; if that dies, a new one is started. */
async function ask<T>(
  real: Real,
  dies: number | null,
  work: () => Promise<T>,
): Promise<Came<T> | { refused: true; died: false }> {
  try {
    const came = await operate(dies, work)
    if (came.died) real.restart()
    return came
  } catch (error) {
    if (error instanceof AppError && refusals.includes(error.code))
      return { refused: true, died: false }
    throw error
  }
}

/** What is promised under a key: the same each time. */
function promiseOf({ town }: Real, key: number) {
  const group = town.groups[[0, 1, 2][key % 3] ?? 0]
  return {
    key: `k${key}`,
    target:
      key % 5 === 4
        ? { kind: 'direct' as const, accountId: 'bot-1', contactId: 'wxid-wang' }
        : { kind: 'group' as const, groupId: group?.id ?? '' },
    text: texts[[0, 0, 1, 2][key % 4] ?? 0] ?? '',
    kind: key % 7 === 6 ? ('rating' as const) : ('reply' as const),
  }
}

async function promise(model: Outside, real: Real, { key, dies }: Of<'promise'>): Promise<void> {
  const message = promiseOf(real, key)
  const came = await ask(real, dies, () =>
    inTransaction((session) => real.server.outbox.enqueue(message, session)),
  )
  if ('value' in came && !model.promised.has(message.key))
    model.promised.set(message.key, model.story)
}

async function openDigest(
  model: Outside,
  real: Real,
  { digest, dies }: Of<'open digest'>,
): Promise<void> {
  const digestId = digestIds[digest] ?? ''
  const occurrence = (await BatchModel.countDocuments({ digestId })) + 1
  if (occurrence > 2 || model.cancelled.has(digestId) || model.paused.has(digestId)) return
  const now = model.time.now()
  const parts = digestParts.slice(0, 2 + digest).map((part) => `【摘要 第${digest}期】${part}`)
  const batch = { digestId, occurrence, parts, audienceOrgIds: [real.town.org.id] }
  const came = await ask(real, dies, () =>
    openInTransaction({ ...batch, dueAt: now, quiet: null }, now).catch((error: unknown) => {
      // another was faster, and its batch stands
      if (!isDuplicateKey(error)) throw error
    }),
  )
  model.opened.set(`${digest}:${occurrence}`, { digest, occurrence, sure: 'value' in came })
}

async function lease(model: Outside, real: Real, { bot, max, dies }: Of<'lease'>): Promise<void> {
  const { hand, accountId } = botAt(model, bot)
  if (model.away.has(accountId)) return
  const { engine } = real.server
  const came = await ask<{ deliveries: Held['delivery'][] }>(real, dies, () =>
    channelOf(accountId) ? engine.leaseChannel(accountId, max) : engine.lease(accountId, max),
  )
  if (!('value' in came)) return
  const { time } = model
  for (const delivery of came.value.deliveries) {
    const dueAt = time.real() + delivery.sendAt.getTime() - time.now().getTime()
    const begun = { day: '', leaps: 0 }
    hand.push({ delivery, dueAt, leasedAt: model.story, markedAt: 0, begun, late: false })
  }
  hand.sort((a, b) => a.dueAt - b.dueAt)
}

async function mark(model: Outside, real: Real, { bot: index, dies }: Of<'mark'>): Promise<void> {
  const bot = botAt(model, index)
  const held = bot.hand.shift()
  if (!held) return
  // without an answer the first time it may have been marked then
  if (!bot.unanswered) held.markedAt = model.story += 1
  const { id, leaseToken } = held.delivery
  const came = await ask(real, dies, () => real.server.engine.markSending(id, leaseToken))
  bot.unanswered = came.died
  if (came.died) bot.hand.unshift(held)
  if (!('value' in came)) return
  checkHeld(model, held)
  held.dueAt = model.time.real() + came.value
  held.begun = begunAt(model.time, came.value)
  bot.saying = held
}

async function ack(model: Outside, real: Real, { pick, dies }: Of<'ack'>): Promise<void> {
  const [given] = model.acks.splice(pick % model.acks.length, 1)
  if (!given) return
  const came = await ask(real, dies, () =>
    real.server.engine.ack(given.id, given.leaseToken, given.outcome),
  )
  if (came.died) model.acks.push(given)
}

async function echo(model: Outside, real: Real, step: Of<'echo'>): Promise<void> {
  const [seen] = model.echoes.splice(step.pick % model.echoes.length, 1)
  if (!seen) return
  const { bot, ...echoed } = seen
  const came = await ask(real, step.dies, () =>
    real.server.engine.echo({ ...echoed, accountId: bot.accountId }),
  )
  if (came.died || step.again) model.echoes.push(seen)
}

/** What a job does when it is its turn. */
async function runJob(real: Real, { do: name, dies }: Of<'sweep' | 'turn'>): Promise<void> {
  const job = real.server.jobs.find((each) => each.name === `deliveries.${name}`)
  await ask(real, dies, async () => job?.run(new AbortController().signal))
}

/** An account says that it is in a group now, as a bot does with its hello. */
async function move(model: Outside, real: Real, step: Of<'move'>): Promise<void> {
  const { id = '', roomId = '' } = real.town.groups[step.group] ?? {}
  const { accountId } = step
  await ask(real, step.dies, async () => {
    const groups = [...(await getGroups([id])).values()]
    const moved = groups.filter((group) => group.accountId !== accountId)
    if (moved.length > 0) await adoptGroups(accountId, moved, [id])
    await markGroupsSeen(accountId, [roomId], model.time.now())
    await adoptGroups(accountId, moved, [id])
  })
}

/** Somebody confirms a task at the vendor's, which then goes out, or refuses it. */
async function confirm(model: Outside, real: Real, step: Of<'confirm'>): Promise<void> {
  const [held] = model.handed.splice(step.pick % model.handed.length, 1)
  if (!held) return
  if (!held.confirmed && step.outcome === 'sent') await appear(model, held, null)
  const outcome = (held.confirmed ??= step.outcome)
  const { id, leaseToken } = held.delivery
  const told = () => real.server.engine.confirmHanded(id, outcome)
  const came = await ask(real, step.dies, told)
  if (came.died) await ask(real, null, told)
  // The job asks the vendor again until it is settled, also when the ack came after this answer.
  const open = {
    _id: id,
    leaseToken,
    state: { $in: ['leased', 'sending', 'unknown', 'awaiting'] as const },
  }
  if (await DeliveryModel.exists(open)) model.handed.push(held)
}

async function hold(model: Outside, real: Real, step: Of<'hold'>): Promise<void> {
  const digestId = digestIds[step.digest] ?? ''
  model.paused.delete(digestId)
  await ask(real, step.dies, () =>
    inTransaction((session) => holdBatches(digestId, step.held, model.time.now(), session)),
  )
  if (await BatchModel.exists({ digestId, held: true }))
    model.paused.set(digestId, (model.story += 1))
}

async function cancel(model: Outside, real: Real, { digest, dies }: Of<'cancel'>): Promise<void> {
  const digestId = digestIds[digest] ?? ''
  model.paused.delete(digestId)
  await ask(real, dies, async () => {
    await inTransaction((session) => cancelBatches(digestId, model.time.now(), session))
    await endCancelled(digestId)
  })
  if (model.cancelled.has(digestId)) return
  if (await BatchModel.exists({ digestId, state: 'cancelled' }))
    model.cancelled.set(digestId, (model.story += 1))
}

async function decide(model: Outside, real: Real, step: Of<'decide'>): Promise<void> {
  const rows = await DeliveryModel.find({ state: { $in: [...restingStates] } }).lean()
  const row = rows[step.pick % Math.max(1, rows.length)]
  if (row) await decideAbout(model, real, row, step.decision, step.dies)
}

/** A person looks into the chat; of what is there nobody says that it never came. */
export async function decideAbout(
  model: Outside,
  real: Real,
  row: DeliveryDocument,
  how: 'resend' | 'settle',
  dies: number | null = null,
): Promise<void> {
  const id = String(row._id)
  const isPrinted = row.reason === 'to_print' && how === 'settle'
  if (isPrinted && !model.printed.has(id)) appearOnPaper(model, row)
  const arrived = (model.arrivals.get(id) ?? 0) > 0
  const settled = arrived ? 'arrived' : 'give_up'
  const decision = how === 'resend' ? 'resend' : settled
  const resends = model.resends.get(id) ?? 0
  // counted before, since what is sent again may arrive before its answer
  if (decision === 'resend') model.resends.set(id, resends + 1)
  const came = await ask(real, dies, () => real.server.engine.resolve(id, decision, person))
  if ('refused' in came) model.resends.set(id, resends)
}

/** Does one thing with the engine. */
export async function operateOn(model: Outside, real: Real, step: Operation): Promise<void> {
  if (step.do === 'promise') await promise(model, real, step)
  else if (step.do === 'open digest') await openDigest(model, real, step)
  else if (step.do === 'lease') await lease(model, real, step)
  else if (step.do === 'mark') await mark(model, real, step)
  else if (step.do === 'ack') await ack(model, real, step)
  else if (step.do === 'echo') await echo(model, real, step)
  else if (step.do === 'sweep' || step.do === 'turn') await runJob(real, step)
  else if (step.do === 'move') await move(model, real, step)
  else if (step.do === 'confirm') await confirm(model, real, step)
  else if (step.do === 'hold') await hold(model, real, step)
  else if (step.do === 'cancel') await cancel(model, real, step)
  else await decide(model, real, step)
}
