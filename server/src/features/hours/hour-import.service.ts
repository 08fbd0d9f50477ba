import {
  HOUR_RESULT_DAYS,
  MOST_HOUR_ROWS,
  shanghaiDay,
  staffRoles,
  type HourRowOutcome,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import { rootsOf, type BinaryAnswer, type PersonActor, type UploadedFile } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { inTransaction } from '../../platform/database'
import { readLines } from '../../platform/sheets'
import type { ServedEvent } from '../events'
import type { HourDeps } from './hour.deps'
import {
  hourLayout,
  markRepeats,
  readHourLine,
  type HourIssue,
  type HourLine,
  type HourRow,
} from './hour-line.rules'
import { HourResultModel } from './hour-import.model'
import { mendWorkbook, templateWorkbook, type RefusedLine } from './hour-import.result'
import {
  eventFor,
  personFor,
  refused,
  verdictOn,
  verdictWords,
  type Found,
  type Standing,
  type Verdict,
} from './hour-verdict.rules'
import { HourModel, toId } from './hour.model'
import type { HourService } from './hour.service'

const DAY_MS = 86_400_000
/** Dates that the template names. */
const MOST_DATES = 200
/** An index is asked for at most so many keys at a time. */
const ASKED_AT_ONCE = 300

type Judged = Verdict & { line: HourLine }

/** What the ledger says of some people at a date, by person. */
async function standingOf(
  event: ServedEvent,
  personIds: readonly string[],
  session: ClientSession | null,
): Promise<Map<string, Standing>> {
  const standing = new Map(
    personIds.map((id): [string, Standing] => [id, { minutes: 0, added: null }]),
  )
  for (let from = 0; from < personIds.length; from += ASKED_AT_ONCE) {
    const ids = personIds.slice(from, from + ASKED_AT_ONCE).map(toId)
    const entries = await HourModel.find({ eventId: toId(event.id), personId: { $in: ids } })
      .session(session)
      .lean()
    for (const { personId, kind, minutes, reason } of entries) {
      const each = standing.get(String(personId))
      if (!each) continue
      each.minutes += minutes
      if (kind === 'added') each.added = { minutes, reason }
    }
  }
  return standing
}

function present(judged: readonly Judged[]): OutputOf<'hourImports.check'> {
  const counts: Record<HourRowOutcome, number> = { added: 0, known: 0, refused: 0 }
  let minutes = 0
  const rows = judged.map((each) => {
    counts[each.outcome] += 1
    if (each.outcome === 'added') minutes += each.found.row.minutes
    const { line, outcome } = each
    return { row: line.row, name: line.cells.name ?? '', outcome, words: verdictWords(each) }
  })
  return { total: judged.length, ...counts, minutes, rows }
}

/** Hours of many, from Excel: looked over, then written in row by row as if each had been added by hand. */
export function createHourImports(
  deps: Pick<HourDeps, 'clock' | 'people' | 'presences' | 'pastDates' | 'keyring'> & {
    hours: Pick<HourService, 'addWithin'>
  },
) {
  const { clock, people, presences, pastDates, keyring, hours } = deps

  /** Finds dates and people, each day and each phone asked for once. */
  async function findAll(actor: PersonActor, rows: readonly HourRow[]) {
    const roots = rootsOf(actor, staffRoles)
    const now = clock.now()
    const onDay = new Map<string, ServedEvent[]>()
    for (const { day } of rows) if (!onDay.has(day)) onDay.set(day, await pastDates.on(roots, day))
    const persons = await people.identify(roots, rows)
    return rows.map((row, index): Found | HourIssue[] => {
      const event = eventFor(row, onDay.get(row.day) ?? [], now)
      const person = personFor(persons[index] ?? null, actor)
      if ('wrong' in event || 'wrong' in person)
        return [event, person].flatMap((each) => ('wrong' in each ? [each] : []))
      return { row, event, person }
    })
  }

  /** By date and person. */
  async function standingOfAll(all: readonly Found[]): Promise<Map<string, Map<string, Standing>>> {
    const asked = new Map<string, { event: ServedEvent; personIds: string[] }>()
    for (const { event, person } of all) {
      const each = asked.get(event.id) ?? { event, personIds: [] }
      each.personIds.push(person.id)
      asked.set(event.id, each)
    }
    const standing = new Map<string, Map<string, Standing>>()
    for (const [id, { event, personIds }] of asked)
      standing.set(id, await standingOf(event, personIds, null))
    return standing
  }

  /** What would become of each row. @throws AppError sheet.*, hour_import.* */
  async function judge(actor: PersonActor, file: UploadedFile): Promise<Judged[]> {
    const lines = markRepeats(
      await readLines(file.bytes, hourLayout, {
        most: MOST_HOUR_ROWS,
        tooMany: 'hour_import.too_many_rows',
        noHeader: 'hour_import.no_header',
      }),
    )
    const today = shanghaiDay(clock.now())
    const read = lines.map((line) => readHourLine(line, today))
    const good = read.flatMap((each) => ('row' in each ? [each.row] : []))
    const sought = await findAll(actor, good)
    const found = new Map(good.map((row, index) => [row, sought[index] ?? []]))
    const standing = await standingOfAll(sought.flatMap((each) => ('row' in each ? [each] : [])))
    return read.flatMap((each, index): Judged[] => {
      const line = lines[index]
      if (!line) return []
      if ('issues' in each) return [{ line, ...refused(...each.issues) }]
      const one = found.get(each.row) ?? []
      if (!('row' in one)) return [{ line, ...refused(...one) }]
      const stands = standing.get(one.event.id)?.get(one.person.id)
      return [{ line, ...verdictOn(one, stands ?? { minutes: 0, added: null }) }]
    })
  }

  /** Writes a row in unless the ledger has come to say otherwise since it was looked over. */
  async function writeIn(actor: PersonActor, found: Found): Promise<Verdict> {
    const { row, event, person } = found
    const { minutes, reason, proof } = row
    return inTransaction(async (session) => {
      await presences.hold([person.id], session)
      const standing = (await standingOf(event, [person.id], session)).get(person.id)
      const verdict = verdictOn(found, standing ?? { minutes: 0, added: null })
      if (verdict.outcome === 'added') {
        const given = { minutes, effect: 'plain' as const, reason, proof }
        await hours.addWithin(actor, event, person, given, session)
      }
      return verdict
    })
  }

  /** Keeps what is to be mended of the last import; nothing when nothing is. */
  async function keep(actor: PersonActor, judged: readonly Judged[]): Promise<void> {
    const lines = judged.flatMap((each): RefusedLine[] => {
      if (each.outcome !== 'refused') return []
      const { row, cells } = each.line
      return [{ row, cells, issues: each.issues }]
    })
    if (lines.length === 0) {
      await HourResultModel.deleteOne({ _id: actor.id })
      return
    }
    const expiresAt = new Date(clock.now().getTime() + HOUR_RESULT_DAYS * DAY_MS)
    const sealed = keyring.encrypt(JSON.stringify(lines))
    await HourResultModel.updateOne(
      { _id: actor.id },
      { $set: { refused: sealed, expiresAt } },
      { upsert: true },
    )
  }

  return {
    /** @throws AppError sheet.*, hour_import.too_many_rows, hour_import.no_header */
    async check(actor: PersonActor, file: UploadedFile): Promise<OutputOf<'hourImports.check'>> {
      return present(await judge(actor, file))
    },

    /**
     * Each row is a transaction of its own: whatever stops it, the same file once more goes on.
     * @throws AppError sheet.*, hour_import.too_many_rows, hour_import.no_header
     */
    async create(actor: PersonActor, file: UploadedFile): Promise<OutputOf<'hourImports.create'>> {
      const judged = await judge(actor, file)
      for (const [index, each] of judged.entries())
        if (each.outcome === 'added')
          judged[index] = { line: each.line, ...(await writeIn(actor, each.found)) }
      await keep(actor, judged)
      return present(judged)
    },

    /** @throws AppError hour_import.no_result */
    async result(actor: PersonActor): Promise<BinaryAnswer> {
      const kept = await HourResultModel.findById(actor.id).lean()
      const now = clock.now()
      ensure(kept && kept.expiresAt > now, 'hour_import.no_result')
      const lines = JSON.parse(keyring.decrypt(kept.refused)) as RefusedLine[]
      return mendWorkbook(shanghaiDay(now), lines)
    },

    async template(actor: PersonActor): Promise<BinaryAnswer> {
      const roots = rootsOf(actor, staffRoles)
      return templateWorkbook(await pastDates.latest(roots, clock.now(), MOST_DATES))
    },
  }
}
