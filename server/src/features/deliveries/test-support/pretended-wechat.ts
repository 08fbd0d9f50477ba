import { shanghaiDay } from '@lianxin/shared'
import type { SendBudget } from '../budget.rules'

/**
 * Two times: the one that passes, and the one that the machine's clock shows. Setting that clock
 * is a jump; after one forward nobody can know that less time passed than it shows.
 */
export interface Time {
  now(): Date
  /** ms that really passed. */
  real(): number
  /** How often the clock was set forward. */
  leaps(): number
  pass(ms: number): void
  jump(ms: number): void
}

/** Starts at `start`. */
export function createTime(start: Date): Time {
  let real = 0
  let shown = start.getTime()
  let leaps = 0
  return {
    now: () => new Date(shown),
    real: () => real,
    leaps: () => leaps,
    pass(ms) {
      real += ms
      shown += ms
    },
    jump(ms) {
      shown += ms
      if (ms > 0) leaps += 1
    },
  }
}

/** When the engine let a message begin, by its clock. */
export interface Begun {
  /** Shanghai day. */
  day: string
  leaps: number
}

/** @param waitMs how long it was told to wait before its call */
export function begunAt(time: Time, waitMs: number): Begun {
  return { day: shanghaiDay(new Date(time.now().getTime() + waitMs)), leaps: time.leaps() }
}

interface Send extends Begun {
  chat: string
  real: number
}

/** Counts what one account says, at the moment at which it is said. */
export function createMeter(budget: SendBudget, time: Time) {
  const sends: Send[] = []

  function check(send: Send): void {
    const since = ({ real, leaps }: Send) => (leaps === send.leaps ? send.real - real : Infinity)
    const over = (what: string) => {
      throw new Error(`over budget: ${what}`)
    }
    const inChat = sends.findLast(({ chat }) => chat === send.chat)
    if (inChat && since(inChat) < budget.chatGapMs) over(`${since(inChat)} ms in one chat`)
    const last = sends.at(-1)
    if (last && last.chat !== send.chat && since(last) < budget.accountGapMs)
      over(`${since(last)} ms between two chats`)
    const inMinute = sends.filter((each) => since(each) < 60_000).length + 1
    if (inMinute > budget.perMinute) over(`${inMinute} in a minute`)
    const inDay = sends.filter(({ day }) => day === send.day).length + 1
    if (inDay > budget.perDay) over(`${inDay} in a day`)
  }

  /**
   * @param held.begun what the engine could know when it let it begin; the clock may be set after
   * @param held.late  the bot's process was stopped after the mark: no budget can know of that
   */
  return (chat: string, { begun, late }: { begun: Begun; late: boolean }): void => {
    const send = { chat, real: time.real(), ...begun }
    if (late) return
    check(send)
    sends.push(send)
  }
}
