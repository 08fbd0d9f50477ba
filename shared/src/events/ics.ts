// Not a library: what we send is one component with instants in UTC, no zones, alarms or rules.
// `ics` folds at 75 characters where the standard says octets, which Chinese text triples.

/** One event of a calendar that people subscribe to. It names nobody. */
export interface CalendarEvent {
  /** The same for as long as the event exists, unique in the world, e.g. `<id>@<host>`. */
  uid: string
  startsAt: Date
  /** Later than `startsAt`. */
  endsAt: Date
  title: string
  /** null = left out; so with the next two. */
  place: string | null
  about: string | null
  /** Absolute address of the event's page. */
  url: string | null
  /** A cancelled event stays in the calendar: who has it already learns of it so. */
  cancelled: boolean
  /** 0, and one more with every change of time, place or cancellation. */
  sequence: number
  changedAt: Date
}

/** RFC 5545, section 3.1: octets of a line, without its line break. */
const MAX_LINE_OCTETS = 75

/**
 * A calendar to subscribe to, as iCalendar (RFC 5545, `text/calendar; charset=utf-8`). The same
 * events give the same octets, so that it can be cached by its content.
 * @throws RangeError when a date is invalid
 * @throws TypeError when a `url` is not an absolute address
 */
export function calendarOf({
  name,
  events,
}: {
  name: string
  events: readonly CalendarEvent[]
}): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//lianxinqiao//events//ZH',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    // RFC 7986's name, and the older one that most calendars read
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ]
  return lines.map((line) => `${fold(line)}\r\n`).join('')
}

function eventLines(event: CalendarEvent): string[] {
  const changed = utc(event.changedAt)
  return [
    'BEGIN:VEVENT',
    `UID:${text(event.uid)}`,
    // When this version was made, not when it was fetched: of two versions the later one holds.
    `DTSTAMP:${changed}`,
    `LAST-MODIFIED:${changed}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTART:${utc(event.startsAt)}`,
    `DTEND:${utc(event.endsAt)}`,
    `SUMMARY:${text(event.title)}`,
    ...(event.place === null ? [] : [`LOCATION:${text(event.place)}`]),
    ...(event.about === null ? [] : [`DESCRIPTION:${text(event.about)}`]),
    // An address is no text: it is written in ASCII and nothing in it is escaped.
    ...(event.url === null ? [] : [`URL:${new URL(event.url).href}`]),
    `STATUS:${event.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'END:VEVENT',
  ]
}

/** `20261128T010000Z`; milliseconds fall off. */
function utc(at: Date): string {
  return at.toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

/** A TEXT value: escaped, every line break as `\n`, without control characters. */
function text(value: string): string {
  return value
    .replaceAll(/[\\;,]/g, String.raw`\$&`)
    .replaceAll(/\r\n|[\r\n\u0085\u2028\u2029]/g, String.raw`\n`)
    .replaceAll(/(?!\t)\p{Cc}/gu, '')
}

/** Breaks a line before the character that would make it too long; the next begins with a space. */
function fold(line: string): string {
  let folded = ''
  let octets = 0
  for (const character of line) {
    const size = octetsOf(character)
    if (octets + size > MAX_LINE_OCTETS) {
      folded += '\r\n '
      octets = 1
    }
    folded += character
    octets += size
  }
  return folded
}

/** In UTF-8; half a surrogate pair is sent as U+FFFD, which takes three as well. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x10000 ? 3 : 4
}
