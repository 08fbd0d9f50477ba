import { describe, expect, it } from 'vitest'
import { emptyFacts } from '../parts/event-facts'
import { bodyOf, opening, reachOf, whenOf, wishOf, type Project } from './wish'

const today = '2026-11-24'

describe('what is being filled in', () => {
  it.each([
    ['2026-11-27', '2026-11-28'],
    ['2026-11-28', '2026-12-05'],
    ['2026-11-29', '2026-12-05'],
  ])('begins on %s with the Saturday after it, %s', (day, saturday) => {
    expect(whenOf(opening('李敏', day))).toEqual({
      rule: null,
      from: saturday,
      until: null,
      days: [saturday],
    })
  })

  it('single days begin with the first of them, in whatever order they were chosen', () => {
    const wish = { ...opening('李敏', today), days: ['2026-12-12', '', '2026-12-05'] }
    expect(whenOf(wish)).toMatchObject({ from: '2026-12-05', days: ['2026-12-05', '2026-12-12'] })
    expect(bodyOf({ ...wish, days: [''] })).toBeNull()
  })

  it('of a rule only what belongs to its pattern is sent', () => {
    const wish = { ...opening('李敏', today), pattern: 'monthly_weekday' as const, months: [3] }
    expect(whenOf(wish)?.rule).toEqual({
      pattern: 'monthly_weekday',
      weekday: 6,
      nth: 1,
      months: [3],
      onWorkedWeekends: 'skip',
      onHolidays: 'skip',
    })
    expect(whenOf({ ...wish, months: [] })?.rule?.months).toBeNull()
    expect(whenOf({ ...wish, pattern: 'last_workday' })?.rule).toEqual({
      pattern: 'last_workday',
      months: [3],
      onWorkedWeekends: 'keep',
      onHolidays: 'keep',
    })
  })

  it('asks only about exceptions that can happen', () => {
    expect(reachOf({ pattern: 'weekly', weekday: 6 })).toEqual({ weekends: true, workdays: false })
    expect(reachOf({ pattern: 'weekly', weekday: 5 })).toEqual({ weekends: false, workdays: true })
    expect(reachOf({ pattern: 'days', weekday: 6 })).toEqual({ weekends: false, workdays: false })
    expect(reachOf({ pattern: 'monthly_day', weekday: 1 })).toEqual({
      weekends: true,
      workdays: true,
    })
  })

  it('a project that is opened and saved unchanged stays what it was', () => {
    const project: Project = {
      ...emptyFacts,
      id: '1'.repeat(24),
      kind: 'shift',
      org: { id: '2'.repeat(24), name: '望江社区' },
      team: null,
      title: '清洁家园',
      place: '广场',
      contact: '李敏',
      point: { lat: 30, lng: 120 },
      minAge: 18,
      startTime: '08:15',
      minutes: 105,
      rule: {
        pattern: 'weekly',
        weekday: 3,
        everyWeeks: 2,
        months: [9, 3],
        onWorkedWeekends: 'keep',
        onHolidays: 'skip',
      },
      ruleWords: '每两周的星期三',
      from: '2026-09-01',
      until: '2027-03-31',
      days: [],
      state: 'active',
      revision: 4,
    }
    const { id: _id, kind: _kind, org: _org, team: _team, ...rest } = project
    const { ruleWords: _words, state: _state, revision: _revision, ...sent } = rest
    expect(bodyOf(wishOf(project))).toEqual(sent)
  })
})
