import type { AsyncCommand } from 'fast-check'
import { DeliveryModel } from '../delivery.model'
import { movingStates, type SendOutcome } from '../delivery.rules'
import { sideBySide } from './interruptions'
import { botAt, decideAbout, operateOn } from './operations'
import { appear, checkEnd } from './promises'
import { CHANNEL, type Bot, type Outside, type Real } from './outside'
import type { Fate, Operation, Step } from './steps'

/** Nobody looks at a chat and decides faster. */
const DECISION_MS = 10_000

const saying = ({ bots }: Outside) => bots.flatMap(({ saying }) => saying ?? [])
/** May this much time pass, with nobody standing between a mark and its call? */
const mayPass = (model: Outside, until: number) =>
  saying(model).every((held) => held.dueAt >= until)

function isPossible(model: Outside, step: Operation): boolean {
  if (step.do === 'mark') {
    const bot = botAt(model, step.bot)
    const next = bot.hand[0]
    return next !== undefined && !bot.saying && mayPass(model, next.dueAt)
  }
  if (step.do === 'ack') return model.acks.length > 0
  if (step.do === 'echo') return model.echoes.length > 0
  if (step.do === 'confirm') return model.handed.length > 0
  if (step.do === 'decide') return saying(model).length === 0
  return true
}

const stops = (step: Operation) => step.do === 'hold' || step.do === 'cancel'

/** Two things at once take no time. */
const takesNoTime = (model: Outside, step: Operation) =>
  step.do !== 'mark' || (botAt(model, step.bot).hand[0]?.dueAt ?? 0) <= model.time.real()

function passUntil({ time }: Outside, until: number): void {
  time.pass(Math.max(0, until - time.real()))
}

/** What has to happen before the engine is asked. */
function prepare(model: Outside, step: Operation): void {
  if (step.do === 'mark') passUntil(model, botAt(model, step.bot).hand[0]?.dueAt ?? 0)
  if (step.do === 'decide') model.time.pass(DECISION_MS)
}

/** With a process goes whatever it had, and would have seen and said. */
function botDies(model: Outside, bot: Bot): void {
  bot.hand = []
  bot.saying = null
  bot.unanswered = false
  model.acks = model.acks.filter((ack) => ack.bot !== bot)
  model.echoes = model.echoes.filter((echo) => echo.bot !== bot)
}

const refusalOf = {
  'not in room': 'not_in_room',
  throttled: 'throttled',
  'logged out': 'logged_out',
} as const

function outcomeOf(fate: Fate, messageId: string): SendOutcome {
  if (fate === 'arrives') return { kind: 'sent', messageId }
  if (fate === 'arrives, id unknown') return { kind: 'sent', messageId: null }
  if (fate === 'handed over') return { kind: 'handed', reference: messageId }
  if (fate === 'not in room' || fate === 'throttled' || fate === 'logged out')
    return { kind: 'not_sent', reason: refusalOf[fate] }
  return { kind: 'unknown' }
}

/** The call to WeChat. The answer to the server, and the echo, come later, or never. */
async function say(model: Outside, bot: Bot, given: Fate): Promise<void> {
  const held = bot.saying
  const isChannel = bot.accountId === CHANNEL
  const fate = given === 'handed over' && !isChannel ? 'arrives' : given
  if (!held) return
  bot.saying = null
  passUntil(model, held.dueAt)
  const { id, leaseToken, chat, text } = held.delivery
  model.messages += 1
  const messageId = `m${model.messages}`
  if (fate.startsWith('arrives')) {
    await appear(model, held, bot.accountId)
    const sentAt = model.time.now()
    for (const each of model.bots)
      if (each.accountId === bot.accountId && chat.type !== 'channel')
        model.echoes.push({ bot: each, chat, text, sentAt, messageId })
  }
  if (fate === 'not in room') model.refused.add(id)
  if (fate === 'handed over') model.handed.push(held)
  model.acks.push({ bot, id, leaseToken, outcome: outcomeOf(fate, messageId) })
  if (fate.includes('bot dies')) botDies(model, bot)
}

async function play(model: Outside, real: Real, step: Step): Promise<void> {
  const { time } = model
  if (step.do === 'at once') {
    const works = step.both.map((each) => () => operateOn(model, real, each))
    await sideBySide(works, step.turns)
  } else if (step.do === 'say') await say(model, botAt(model, step.bot), step.fate)
  else if (step.do === 'away') {
    const { accountId } = botAt(model, step.bot)
    if (step.away) model.away.add(accountId)
    else model.away.delete(accountId)
  } else if (step.do === 'bot dies') botDies(model, botAt(model, step.bot))
  else if (step.do === 'bot sleeps') {
    for (const held of saying(model)) held.late = true
    time.pass(step.seconds * 1000)
  } else if (step.do === 'pass') time.pass(step.seconds * 1000)
  else if (step.do === 'jump') time.jump(step.seconds * 1000)
  else if (step.do === 'give up marking') {
    const bot = botAt(model, step.bot)
    const held = bot.hand.shift()
    bot.unanswered = false
    const outcome = { kind: 'not_sent', reason: 'logged_out' } as const
    if (held) model.acks.push({ ...held.delivery, bot, outcome })
  } else {
    prepare(model, step)
    await operateOn(model, real, step)
  }
}

function mayPlay(model: Outside, step: Step): boolean {
  if (step.do === 'at once')
    return (
      step.both.every((each) => isPossible(model, each) && takesNoTime(model, each)) &&
      // a digest's run begins in one transaction with a look at whether it was stopped
      !(step.both.some((each) => each.do === 'open digest') && step.both.some(stops))
    )
  if (step.do === 'say') {
    const held = botAt(model, step.bot).saying
    return held !== null && mayPass(model, held.dueAt)
  }
  if (step.do === 'give up marking') return botAt(model, step.bot).unanswered
  if (step.do === 'pass') return mayPass(model, model.time.real() + step.seconds * 1000)
  if (step.do === 'bot sleeps') return botAt(model, step.bot).saying !== null
  if (step.do === 'bot dies' || step.do === 'jump' || step.do === 'away') return true
  return isPossible(model, step)
}

/** One step of a story, as fast-check plays it and makes it smaller. */
export class StoryStep implements AsyncCommand<Outside, Real> {
  constructor(
    readonly step: Step,
    readonly onPlayed: () => void,
  ) {}

  check(model: Readonly<Outside>): boolean {
    return mayPlay(model, this.step)
  }

  async run(model: Outside, real: Real): Promise<void> {
    model.story += 1
    await play(model, real, this.step)
    this.onPlayed()
  }

  toString(): string {
    const { do: name, ...rest } = this.step
    return `${name} ${JSON.stringify(rest)}`
  }
}

const LONG_MS = 6 * 3_600_000

/**
 * How a story ends: all goes well from here on, and a person settles what is in doubt. Then every
 * promise is looked at.
 */
export async function endStory(model: Outside, real: Real): Promise<void> {
  const { time } = model
  for (const bot of model.bots) {
    if (bot.saying) await say(model, bot, 'arrives')
    botDies(model, bot)
  }
  const all = async (...steps: Step[]) => {
    for (const step of steps) {
      model.story += 1
      await play(model, real, step)
    }
  }
  model.away.clear()
  for (const digest of [0, 1]) await all({ do: 'hold', digest, held: false, dies: null })
  const bots = [...new Map(model.bots.map((bot, index) => [bot.accountId, index])).values()]
  for (let round = 0; round < 300; round += 1) {
    time.pass(61_000)
    let moved = false
    for (const bot of bots) {
      await all({ do: 'lease', bot, max: 10, dies: null })
      while (botAt(model, bot).hand.length > 0) {
        moved = true
        await all({ do: 'mark', bot, dies: null })
        if (botAt(model, bot).saying) await all({ do: 'say', bot, fate: 'arrives' })
        while (model.acks.length > 0) await all({ do: 'ack', pick: 0, dies: null })
      }
    }
    for (let left = model.handed.length; left > 0; left -= 1)
      await all({ do: 'confirm', pick: 0, outcome: 'sent', dies: null })
    if (moved) continue
    await all({ do: 'sweep', dies: null })
    const open = await DeliveryModel.findOne({ state: { $in: ['unknown', 'awaiting'] } }).lean()
    if (open) {
      const arrived = (model.arrivals.get(String(open._id)) ?? 0) > 0
      const isOver = model.cancelled.has(String(open.ref?.id)) || open.reason === 'to_print'
      await decideAbout(model, real, open, arrived || isOver ? 'settle' : 'resend')
    } else if (!(await DeliveryModel.exists({ state: { $in: [...movingStates] } }))) break
    else if (round % 2 === 1) time.pass(LONG_MS)
  }
  await all({ do: 'sweep', dies: null })
  await checkEnd(model, real.town)
}
