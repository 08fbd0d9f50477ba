import { attendanceLabels, formatShanghai, seatLabels, type SeatState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { BinaryAnswer } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { cutPage, decodeCursor, encodeCursor } from '../../platform/paging'
import { writeWorkbook } from '../../platform/sheets'
import { AttendanceModel, type AttendanceDocument } from './attendance.model'
import { isTickedOff, type AttendanceService } from './attendance.service'
import type { EventDeps } from './event.deps'
import { toId, type EventDocument } from './event.model'
import { SeatModel } from './seat.model'
import type { SeatService } from './seat.service'

type Line = OutputOf<'events.people'>['items'][number]
/** Rows of the sheet that are read at a time. */
const SHEET_PAGE = 500
/** After everybody with a place: who came without one, in the order of coming. */
const WALK_INS = 2
const SIGNED_UP = 1
const startOfWalkIns = encodeCursor([WALK_INS, ''])

/** Who signed up for a date and who came. */
export function createPeopleOfEvents(
  deps: Pick<EventDeps, 'people'> & { seats: SeatService; attendance: AttendanceService },
) {
  const { people, seats, attendance } = deps

  function lineOf(
    personId: string,
    name: string | undefined,
    seat: { state: SeatState; place: number | null } | null,
    kept: AttendanceDocument | undefined,
  ): Line {
    return {
      personId,
      name: name ?? '（已注销）',
      state: seat?.state ?? null,
      place: seat?.place ?? null,
      inAt: kept?.inAt.toISOString() ?? null,
      inWay: kept?.inWay ?? null,
      outAt: kept?.outAt?.toISOString() ?? null,
      outWay: kept?.outWay ?? null,
      mayTakeBack: kept !== undefined && isTickedOff(kept) && !kept.settled,
    }
  }

  async function named(ids: readonly string[]): Promise<Map<string, string>> {
    const known = await people.getMany(ids)
    return new Map([...known].map(([id, { name }]) => [id, name]))
  }

  async function signedUp(event: EventDocument, after: number, limit: number) {
    const rows = await SeatModel.find({ eventId: event._id, line: { $gt: after } })
      .sort({ line: 1 })
      .limit(limit + 1)
      .lean()
    const shown = rows.slice(0, limit)
    const ids = shown.map(({ personId }) => String(personId))
    const [names, came] = await Promise.all([
      named(ids),
      attendance.attendancesAt(String(event._id), ids),
    ])
    const firstWaiting = shown.find(({ state }) => state === 'waiting')
    let place = firstWaiting ? ((await seats.placeInLine(firstWaiting)) ?? 1) : 1
    const lines = shown.map((seat) => {
      const id = String(seat.personId)
      const waits = seat.state === 'waiting' ? place++ : null
      return lineOf(id, names.get(id), { state: seat.state, place: waits }, came.get(id))
    })
    return { lines, next: rows.length > limit ? (shown.at(-1)?.line ?? null) : null }
  }

  /** Who came without having signed up; few, so they are told from the others page by page. */
  async function walkedIn(event: EventDocument, after: string | null, limit: number) {
    const rows = await AttendanceModel.find({
      eventId: event._id,
      ...(after === null ? {} : { personId: { $gt: toId(after) } }),
    })
      .sort({ personId: 1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [WALK_INS, String(row.personId)])
    const ids = page.items.map(({ personId }) => String(personId))
    const [names, seated] = await Promise.all([
      named(ids),
      SeatModel.find({ eventId: event._id, personId: { $in: ids } }, { personId: 1 }).lean(),
    ])
    const withSeat = new Set(seated.map(({ personId }) => String(personId)))
    const lines = page.items.flatMap((kept) => {
      const id = String(kept.personId)
      return withSeat.has(id) ? [] : [lineOf(id, names.get(id), null, kept)]
    })
    return { items: lines, nextCursor: page.nextCursor }
  }

  /** A page: first who signed up, in their order, then who came without. */
  async function list(
    event: EventDocument,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<OutputOf<'events.people'>> {
    const [part, after] = cursor ? decodeCursor(cursor, ['number', 'string']) : [SIGNED_UP, '0']
    if (part === WALK_INS) return walkedIn(event, after === '' ? null : after, limit)
    const { lines, next } = await signedUp(event, Number(after), limit)
    const nextCursor = next === null ? startOfWalkIns : encodeCursor([SIGNED_UP, String(next)])
    return { items: lines, nextCursor }
  }

  /** One line, after something was changed about it. */
  async function one(event: EventDocument, personId: string): Promise<Line> {
    const eventId = String(event._id)
    const [seat, kept, names] = await Promise.all([
      seats.seatAt(eventId, personId),
      attendance.attendanceAt(eventId, personId),
      named([personId]),
    ])
    const place = seat && (await seats.placeInLine(seat))
    return lineOf(
      personId,
      names.get(personId),
      seat && { state: seat.state, place },
      kept ?? undefined,
    )
  }

  async function all(event: EventDocument): Promise<Line[]> {
    const lines: Line[] = []
    let cursor: string | undefined
    do {
      const page = await list(event, { cursor, limit: SHEET_PAGE })
      lines.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    return lines
  }

  /** A workbook to print and sign, and to keep. */
  async function sheet(event: EventDocument): Promise<BinaryAnswer> {
    const clock = (at: string | null) => (at === null ? '' : formatShanghai(at, 'HH:mm'))
    const lines = await all(event)
    const rows = lines.map(({ name, state, inAt, inWay, outAt, outWay }, index) => [
      index + 1,
      name,
      state === null ? '没有报名，到场' : seatLabels[state],
      clock(inAt),
      clock(outAt),
      [inWay, outWay].map((way) => (way === null ? '' : attendanceLabels[way])).join(' / '),
      '',
    ])
    const bytes = await writeWorkbook([
      {
        name: '名单',
        notes: [
          `${event.title} ${formatShanghai(event.startsAt, 'YYYY年M月D日 HH:mm')} ${event.place}`,
        ],
        columns: [
          { header: '序号', width: 6 },
          { header: '姓名', width: 14 },
          { header: '报名', width: 18 },
          { header: '签到', width: 10 },
          { header: '签退', width: 10 },
          { header: '怎么签的', width: 26 },
          { header: '签名', width: 18 },
        ],
        rows,
      },
    ])
    return { bytes, fileName: `${event.title}-${event.day}-名单.xlsx` }
  }

  /** @throws AppError request.not_found */
  async function ensureAllKnown(personIds: readonly string[]): Promise<void> {
    const known = await people.getMany(personIds)
    ensure(
      personIds.every((id) => known.has(id)),
      'request.not_found',
    )
  }

  return { list, one, sheet, ensureAllKnown, ensureKnown: (id: string) => ensureAllKnown([id]) }
}

export type PeopleOfEvents = ReturnType<typeof createPeopleOfEvents>
