import { describe, expect, test } from 'vitest'
import { startOfShanghaiDay } from '../time'
import { allowedActions, judgeTransition, type TicketSubject } from './engine'
import { ticketTypeOf } from './registry'
import type { TicketParty, TicketType } from './type'
import { appealType } from './types/appeal'

const at = (text: string) => new Date(`${text}+08:00`)
const now = at('2026-11-23T10:00:00')
const raised = { action: 'raise', at: at('2026-11-22T10:00:00') }
const matter = (state: string, log: TicketSubject['log'] = [raised]): TicketSubject => ({
  state,
  log,
  canMoveUp: true,
})
const judge = (
  subject: TicketSubject,
  action: string,
  parties: TicketParty[],
  more: { text?: string; assigneeId?: string; at?: Date } = {},
) => judgeTransition(appealType, subject, { action, parties, at: now, ...more })

describe('the 诉求 table', () => {
  test('names only states, and clocks only actions, that exist', () => {
    const states = Object.keys(appealType.states)
    const actions = [...appealType.transitions.map(({ action }) => action), 'raise']
    for (const { from, to } of appealType.transitions)
      expect(states).toEqual(expect.arrayContaining([...from, to]))
    for (const { startsOn, stopsOn } of appealType.clocks)
      expect(actions).toEqual(expect.arrayContaining([...startsOn, ...stopsOn]))
    expect(new Set(actions).size).toBe(actions.length)
  })

  test('every state can be reached, and every open one left', () => {
    const reached = new Set<string>([appealType.initial])
    for (const { to } of appealType.transitions) reached.add(to)
    expect([...reached].sort()).toEqual(Object.keys(appealType.states).sort())
    for (const [state, { open }] of Object.entries(appealType.states)) {
      const leaves = appealType.transitions.some(
        (each) => each.to !== state && each.from.some((from) => from === state),
      )
      expect(leaves || !open).toBe(true)
    }
  })

  test('what closes a matter stops every clock, itself or by what must have come before', () => {
    const left = appealType.transitions
      .filter(({ to }) => !appealType.states[to].open)
      .map(({ action }) => [
        action,
        appealType.clocks
          .filter((clock) => !clock.stopsOn.includes(action))
          .map(({ name }) => name),
      ])
    expect(Object.fromEntries(left)).toEqual({
      answer_and_solve: [],
      decline: [],
      // after an answer
      solve: ['accept', 'reply'],
      // after solving
      rate: ['accept', 'reply', 'solve'],
    })
  })
})

describe('what may be done', () => {
  test('a secretary sees one main button for a new matter, and all ways on', () => {
    const offers = allowedActions(appealType, matter('pending'), ['secretary'], now)
    expect(offers.map(({ action }) => action)).toEqual([
      'accept',
      'assign',
      'answer_and_solve',
      'answer',
      'return',
      'decline',
    ])
    expect(offers.filter(({ primary }) => primary).map(({ action }) => action)).toEqual(['accept'])
    expect(offers.find(({ action }) => action === 'decline')).toEqual({
      action: 'decline',
      label: '不予受理',
      primary: false,
      needs: ['text'],
      textLabel: '理由',
    })
  })

  test('a root organization offers no way up, and refuses it', () => {
    const root = { ...matter('pending'), canMoveUp: false }
    const offers = allowedActions(appealType, root, ['admin'], now)
    expect(offers.map(({ action }) => action)).not.toContain('return')
    expect(judge(root, 'return', ['admin'], { text: '超出能力' })).toEqual({
      allowed: false,
      refusal: 'wrong_state',
    })
  })

  test('a member or a resident may do nothing at the desk; the reporter nothing while it is open', () => {
    expect(allowedActions(appealType, matter('pending'), ['member', 'resident'], now)).toEqual([])
    expect(allowedActions(appealType, matter('pending'), ['reporter'], now)).toEqual([])
  })

  test.each<[string, string, TicketParty[], object, string]>([
    ['pending', 'fly', ['secretary'], {}, 'unknown_action'],
    ['pending', 'accept', ['resident'], {}, 'not_allowed'],
    ['solved', 'accept', ['resident'], {}, 'not_allowed'],
    ['pending', 'rate', ['secretary'], {}, 'not_allowed'],
    ['pending', 'answer', ['supervisor'], { text: '好' }, 'not_allowed'],
    ['solved', 'accept', ['secretary'], {}, 'wrong_state'],
    ['pending', 'decline', ['secretary'], {}, 'text_required'],
    ['pending', 'decline', ['secretary'], { text: '  \n ' }, 'text_required'],
    ['pending', 'return', ['secretary'], {}, 'text_required'],
    ['accepted', 'assign', ['secretary'], {}, 'assignee_required'],
  ])('%s: %s by %s is refused: %s', (state, action, parties, more, refusal) => {
    expect(judge(matter(state), action, parties, more)).toEqual({ allowed: false, refusal })
  })

  test('a tired secretary answers in one step, straight from 待受理', () => {
    const verdict = judge(matter('pending'), 'answer', ['secretary'], { text: '明天修' })
    expect(verdict).toMatchObject({ allowed: true, from: 'pending', to: 'answered' })
  })
})

describe('rating and reopening', () => {
  const solved = matter('solved', [raised, { action: 'solve', at: at('2026-11-23T09:00:00') }])

  test('stay open through the 30th day after solving, to the millisecond', () => {
    const lastMoment = new Date(startOfShanghaiDay('2026-12-24').getTime() - 1)
    for (const action of ['rate', 'reopen']) {
      expect(judge(solved, action, ['reporter'], { at: lastMoment }).allowed).toBe(true)
      expect(judge(solved, action, ['reporter'], { at: startOfShanghaiDay('2026-12-24') })).toEqual(
        {
          allowed: false,
          refusal: 'window_closed',
        },
      )
    }
  })

  test('an answer that is not yet solved can be contested at any time', () => {
    const answered = matter('answered', [raised, { action: 'answer', at: raised.at }])
    const verdict = judge(answered, 'reopen', ['reporter'], { at: at('2027-03-01T00:00:00') })
    expect(verdict).toMatchObject({ allowed: true, to: 'accepted' })
  })

  test('the window counts from the newest solving', () => {
    const again = matter('solved', [
      ...solved.log,
      { action: 'reopen', at: at('2026-12-20T09:00:00') },
      { action: 'answer_and_solve', at: at('2026-12-25T09:00:00') },
    ])
    expect(judge(again, 'rate', ['reporter'], { at: at('2027-01-24T23:59:59.999') }).allowed).toBe(
      true,
    )
    expect(judge(again, 'rate', ['reporter'], { at: at('2027-01-25T00:00:00') }).allowed).toBe(
      false,
    )
  })
})

describe('a second type is only another table', () => {
  const errand: TicketType<'asked' | 'done'> = {
    name: 'errand',
    label: '代办',
    version: 3,
    initial: 'asked',
    states: {
      asked: { label: '待办', tone: 'new', open: true, outcome: 'collected', answered: false },
      done: { label: '办好', tone: 'done', open: false, outcome: 'solved', answered: true },
    },
    transitions: [
      { action: 'finish', label: '办好', from: ['asked'], to: 'done', who: ['member'] },
      { action: 'expire', label: '过期', from: ['asked'], to: 'done', who: ['system'] },
    ],
    clocks: [],
  }

  test('the engine runs it', () => {
    const subject = { state: 'asked', log: [raised], canMoveUp: false }
    expect(allowedActions(errand, subject, ['member'], now).map(({ action }) => action)).toEqual([
      'finish',
    ])
    expect(
      judgeTransition(errand, subject, { action: 'expire', parties: ['system'], at: now }),
    ).toMatchObject({ allowed: true, to: 'done' })
  })

  test('the registry finds it by name and knows no other', () => {
    expect(ticketTypeOf('errand', [appealType, errand])).toBe(errand)
    expect(() => ticketTypeOf('errand')).toThrow(RangeError)
  })
})
