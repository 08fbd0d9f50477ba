/**
 * The book counted anew: entries of many members, written straight into the store, against a bare
 * scan of the same. Run by study.mjs; prints one line of JSON, and on the way how far it is.
 */
import { defaultScheme, ruleKeys } from '../../shared/src/book'
import { connectDatabase, disconnectDatabase } from '../../server/src/platform/database'
import { EntryModel, TotalModel } from '../../server/src/features/book/book.model'
import { recount } from '../../server/src/features/book/book.recount'

const [uri = '', dbName = '', memberCount = '2170', each = '60'] = process.argv.slice(2)
const members = Number(memberCount)
const entriesEach = Number(each)
const MEMBERS_AT_ONCE = 100

const nextId = () => new EntryModel()._id
const progress = (words: string) => process.stderr.write(`    ${words}\n`)

function entriesOf(personId: ReturnType<typeof nextId>) {
  return Array.from({ length: entriesEach }, (_, index) => {
    const rule = ruleKeys[index % ruleKeys.length] ?? 'checkin.day'
    const day = `2026-${String(1 + (index % 12)).padStart(2, '0')}-${String(1 + (index % 28)).padStart(2, '0')}`
    const at = new Date(`${day}T12:00:00+08:00`)
    const source = { type: 'bench', id: `${String(personId)}/${index}` }
    const counted = { rule, part: defaultScheme.rules[rule].part, points: 0, worth: 0, quantity: 1 }
    const how = { version: 0, schemeId: null, approvedBy: null, reason: null, corrects: null }
    const when = { seq: index + 1, year: 2026, day, at, createdAt: at }
    return { personId, orgPath: [], partyClass: null, source, ...counted, ...how, ...when }
  })
}

await connectDatabase(uri, dbName)
try {
  for (let done = 0; done < members; done += MEMBERS_AT_ONCE) {
    const ids = Array.from({ length: Math.min(MEMBERS_AT_ONCE, members - done) }, nextId)
    await EntryModel.insertMany(ids.flatMap(entriesOf), { lean: true })
    const sums = { year: 2026, entries: entriesEach, base: 0, contribution: 0, service: 0 }
    await TotalModel.insertMany(ids.map((personId) => ({ personId, ...sums })))
    if (done % 1000 === 0) progress(`${done} of ${members} members written`)
  }
  const scanBegan = performance.now()
  let scanned = 0
  for await (const _row of EntryModel.find().sort({ personId: 1, year: 1, seq: 1 }).lean().cursor())
    scanned += 1
  const scanMs = performance.now() - scanBegan
  const began = performance.now()
  const so = await recount(({ entries }) => {
    if (entries % 100_000 === 0) progress(`${entries} of ${scanned} entries counted anew`)
  })
  const ms = performance.now() - began
  if (so.entries !== members * entriesEach || so.mended !== members)
    throw new Error(`counted ${so.entries} entries, mended ${so.mended} of ${members}`)
  globalThis.gc?.()
  const heapMiB = Math.round(process.memoryUsage().heapUsed / 2 ** 20)
  console.log(JSON.stringify({ members, entries: so.entries, ms, scanMs, heapMiB }))
} finally {
  await EntryModel.db.dropDatabase()
  await disconnectDatabase()
}
