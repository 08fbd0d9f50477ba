import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CalendarEvent, calendarOf } from './ics'

const shift: CalendarEvent = {
  uid: '665f1c2e9b1d8c0012345678@lianxin.example',
  startsAt: new Date('2026-11-28T09:00:00+08:00'),
  endsAt: new Date('2026-11-28T11:30:00+08:00'),
  title: '周六服务日',
  place: '幸福社区党群服务中心',
  about: null,
  url: null,
  cancelled: false,
  sequence: 0,
  changedAt: new Date('2026-11-23T08:30:15.250Z'),
}

const written = (event: Partial<CalendarEvent>) =>
  calendarOf({ name: '服务日', events: [{ ...shift, ...event }] })

const octets = (line: string) => new TextEncoder().encode(line).length

/** RFC 5545, 3.1: a line break and the white space after it fall away. */
function unfold(ics: string): string[] {
  return ics
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .slice(0, -1)
}

/** The value of the one line with that name, still escaped. */
function raw(ics: string, name: string): string | undefined {
  const found = unfold(ics).filter((line) => line.startsWith(`${name}:`))
  expect(found.length).toBeLessThanOrEqual(1)
  return found[0]?.slice(name.length + 1)
}

/** RFC 5545, 3.3.11, character by character. */
function unescape(value: string): string {
  let read = ''
  for (let at = 0; at < value.length; at += 1) {
    const next = value[at] === '\\' ? value[(at += 1)] : undefined
    if (next === undefined) {
      expect(value[at]).not.toMatch(/[,;]/)
      read += value[at]
    } else {
      expect(next).toMatch(/[\\;,nN]/)
      read += next.toLowerCase() === 'n' ? '\n' : next
    }
  }
  return read
}

test('an event, line by line', () => {
  const about = '带好马甲'
  const url = 'https://lianxin.example/events/42'
  expect(written({ about, url, sequence: 3 })).toBe(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//lianxinqiao//events//ZH',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'NAME:服务日',
      'X-WR-CALNAME:服务日',
      'BEGIN:VEVENT',
      'UID:665f1c2e9b1d8c0012345678@lianxin.example',
      'DTSTAMP:20261123T083015Z',
      'LAST-MODIFIED:20261123T083015Z',
      'SEQUENCE:3',
      'DTSTART:20261128T010000Z',
      'DTEND:20261128T033000Z',
      'SUMMARY:周六服务日',
      'LOCATION:幸福社区党群服务中心',
      'DESCRIPTION:带好马甲',
      'URL:https://lianxin.example/events/42',
      'STATUS:CONFIRMED',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  )
})

test('a cancelled event stays, and says so', () => {
  const ics = written({ cancelled: true, sequence: 1 })
  expect(raw(ics, 'STATUS')).toBe('CANCELLED')
  expect(raw(ics, 'SEQUENCE')).toBe('1')
  expect(raw(ics, 'UID')).toBe(shift.uid)
})

test('a calendar holds all its events in their order, or none', () => {
  const events = ['a', 'b', 'c'].map((uid) => ({ ...shift, uid }))
  const lines = unfold(calendarOf({ name: '服务日', events }))
  expect(lines.filter((line) => line.startsWith('UID:'))).toEqual(['UID:a', 'UID:b', 'UID:c'])
  expect(lines.filter((line) => line === 'END:VEVENT')).toHaveLength(3)
  expect(unfold(calendarOf({ name: '服务日', events: [] })).at(-1)).toBe('END:VCALENDAR')
})

test('what is not known is left out', () => {
  const ics = written({ place: null, about: null, url: null })
  for (const name of ['LOCATION', 'DESCRIPTION', 'URL']) expect(raw(ics, name)).toBeUndefined()
})

describe('folding', () => {
  const lines = (title: string) => written({ title }).split('\r\n')
  const summary = (title: string) => {
    const all = lines(title)
    return all.slice(
      all.findIndex((line) => line.startsWith('SUMMARY')),
      all.findIndex((line) => line.startsWith('LOCATION')),
    )
  }

  test('75 octets stay on one line, 76 do not', () => {
    // "SUMMARY:" takes 8, each character 3
    expect(summary(`a${'党'.repeat(22)}`)).toEqual([`SUMMARY:a${'党'.repeat(22)}`])
    expect(summary(`ab${'党'.repeat(22)}`)).toEqual([`SUMMARY:ab${'党'.repeat(21)}`, ' 党'])
  })

  test('a line that goes on counts its space', () => {
    const ascii = 'x'.repeat(67 + 74 + 1)
    expect(summary(ascii).map(octets)).toEqual([75, 75, 2])
    // 8 + 22×3 = 74; then 1 + 24×3 = 73
    expect(summary('党'.repeat(22 + 24 + 1)).map(octets)).toEqual([74, 73, 4])
  })

  test('no character is torn, whether of two, three or four octets', () => {
    expect(summary(`${'x'.repeat(66)}é`)).toEqual([`SUMMARY:${'x'.repeat(66)}`, ' é'])
    expect(summary(`${'x'.repeat(65)}é`)).toEqual([`SUMMARY:${'x'.repeat(65)}é`])
    expect(summary(`${'x'.repeat(64)}🌉`)).toEqual([`SUMMARY:${'x'.repeat(64)}`, ' 🌉'])
    expect(summary(`${'x'.repeat(63)}🌉`)).toEqual([`SUMMARY:${'x'.repeat(63)}🌉`])
  })

  test.each(['\u00A0', '\u07FF', '\u0800', '\u0F40', '\uFFFF', '\u{10000}'])(
    'a line ends as near to its limit as %j lets it',
    (character) => {
      const room = 67 - octets(character)
      expect(summary(`${'x'.repeat(room)}${character}`)).toHaveLength(1)
      expect(summary(`${'x'.repeat(room + 1)}${character}`)).toHaveLength(2)
    },
  )

  test('a space at a fold is not lost', () => {
    const title = `${'x'.repeat(67)} y`
    expect(summary(title)).toEqual([`SUMMARY:${'x'.repeat(67)}`, '  y'])
    expect(raw(written({ title }), 'SUMMARY')).toBe(title)
  })
})

describe('text', () => {
  test.each([
    ['带马甲,手套;雨具', String.raw`带马甲\,手套\;雨具`],
    [String.raw`C:\n`, String.raw`C:\\n`],
    ['一\n二\r\n三\r四\u2028五\u2029六\u0085七', String.raw`一\n二\n三\n四\n五\n六\n七`],
    ['全角，不动；“引号”和:也不动', '全角，不动；“引号”和:也不动'],
    ['铃\u0007\u0000\u007F\u009F声\t响', '铃声\t响'],
  ])('%j is written %s', (title, escaped) => {
    expect(raw(written({ title }), 'SUMMARY')).toBe(escaped)
  })

  test('nobody can write a line of their own', () => {
    const forged = '好\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:http://evil.example'
    const url = 'https://lianxin.example/\r\nATTACH:x'
    const ics = calendarOf({
      name: forged,
      events: [{ ...shift, uid: forged, title: forged, place: forged, about: forged, url }],
    })
    const lines = unfold(ics)
    expect(lines.filter((line) => /^(?:BEGIN|END):VEVENT/.test(line))).toHaveLength(2)
    expect(lines.filter((line) => line.startsWith('ATTACH'))).toEqual([])
  })

  test('any text comes back, on lines of at most 75 octets', () => {
    const characters = fc.constantFrom(...'党é🌉👨‍👩‍👧ab ,;\\\n\t:"，')
    const anyText = fc.string({ unit: fc.oneof(characters, fc.constant('服务')), maxLength: 300 })
    fc.assert(
      fc.property(anyText, anyText, anyText, (name, title, about) => {
        const ics = calendarOf({ name, events: [{ ...shift, title, about }] })
        expect(ics.endsWith('\r\n')).toBe(true)
        expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
        for (const line of ics.split('\r\n')) expect(octets(line)).toBeLessThanOrEqual(75)
        expect(unescape(raw(ics, 'NAME') ?? '')).toBe(name)
        expect(unescape(raw(ics, 'SUMMARY') ?? '')).toBe(title)
        expect(unescape(raw(ics, 'DESCRIPTION') ?? '')).toBe(about)
      }),
    )
  })

  test('half a surrogate pair counts as the sign that is sent for it', () => {
    const title = '\uD83C'.repeat(23)
    for (const line of written({ title }).split('\r\n')) {
      expect(octets(line)).toBeLessThanOrEqual(75)
    }
  })
})

test('an address is written in ASCII, without escapes of text', () => {
  const ics = written({ url: 'https://lianxin.example/活动?a=1,2;b' })
  expect(raw(ics, 'URL')).toBe('https://lianxin.example/%E6%B4%BB%E5%8A%A8?a=1,2;b')
})

test('what is no address or no date is refused', () => {
  expect(() => written({ url: 'events/42' })).toThrow(TypeError)
  expect(() => written({ startsAt: new Date('morgen') })).toThrow(RangeError)
})

test('the same events give the same octets', () => {
  expect(written({ about: '带好马甲' })).toBe(written({ about: '带好马甲' }))
})
