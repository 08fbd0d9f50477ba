/**
 * A roster of a whole city brought in from Excel: looked over, imported, imported again, against a
 * bare insert of the people that it made. Run by roster.mjs; prints one line of JSON, and on the way
 * how far it is.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { developmentStageLabels, memberColumns, partyClassLabels } from '../../shared/src'
import type { PersonActor } from '../../server/src/http/route'
import { createImportRunner } from '../../server/src/features/members/member-import.run'
import { createImportService } from '../../server/src/features/members/member-import.service'
import { createOrg, type OrgRecord } from '../../server/src/features/orgs'
import { createPeopleService, createRosterImport } from '../../server/src/features/people'
import { PersonModel } from '../../server/src/features/people/person.model'
import { connectDatabase, disconnectDatabase } from '../../server/src/platform/database'
import { createKeyring } from '../../server/src/platform/keyring'
import { writeWorkbook } from '../../server/src/platform/sheets'

const [uri = '', dbName = '', memberCount = '2170'] = process.argv.slice(2)
const members = Number(memberCount)
const COMMUNITIES = 20
const BRANCHES_EACH = 10
const INSERT_AT_ONCE = 1000

const progress = (words: string) => process.stderr.write(`    ${words}\n`)
const clock = { now: () => new Date() }
const keyring = createKeyring('a secret for the bench only, 32 characters')
const deps = {
  clock,
  keyring,
  logger: { error: (...said: unknown[]) => progress(JSON.stringify(said)) },
  people: createPeopleService(keyring),
  roster: createRosterImport(keyring),
  stages: { refusalOf: () => Promise.resolve(null) },
}
const imports = createImportService(deps)
const runner = createImportRunner(deps)

const pick = <T>(all: readonly T[], at: number) => all[at % all.length] as T
const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗']
const given = [...'秀英桂兰建国志强玉梅海燕晓东春华德福红霞文斌']
const nameOf = (n: number) =>
  pick(surnames, n) + pick(given, Math.floor(n / 20)) + pick(given, Math.floor(n / 7))

async function branches(): Promise<{ district: OrgRecord; names: string[] }> {
  const district = await createOrg('清河区', 'district', null, 1)
  const names: string[] = []
  for (let at = 1; at <= COMMUNITIES; at += 1) {
    const community = await createOrg(`第${at}社区`, 'community', district, at)
    for (let n = 1; n <= BRANCHES_EACH; n += 1) {
      const branch = await createOrg(`第${at}社区第${n}党支部`, 'grid', community, n)
      names.push(branch.name)
    }
  }
  return { district, names }
}

function rosterOf(names: readonly string[]): Promise<Uint8Array> {
  const classes = Object.values(partyClassLabels)
  const columns = Object.values(memberColumns).map((header) => ({ header, width: 14 }))
  const rows = Array.from({ length: members }, (_, n) => [
    nameOf(n),
    `138${String(n).padStart(8, '0')}`,
    pick(names, n),
    pick(classes, n),
    `${1960 + (n % 60)}-07-01`,
    n % 50 === 0 ? developmentStageLabels.full : '',
  ])
  return writeWorkbook([{ name: '名册', columns, rows }])
}

let peakHeap = 0
const watch = setInterval(() => {
  peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed)
}, 20)
/** How long nobody else would have had a turn. */
const held = monitorEventLoopDelay({ resolution: 1 })

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const began = performance.now()
  const answer = await work()
  return { ms: performance.now() - began, answer }
}

/** The people that the import made once more, with the same indexes, and nothing asked of them. */
async function bareInsert(): Promise<number> {
  const people = await PersonModel.find().lean()
  const model = PersonModel.db.model('Bare', PersonModel.schema, 'people_bare')
  await model.createIndexes()
  const bare = model.collection
  const { ms } = await timed(async () => {
    for (let at = 0; at < people.length; at += INSERT_AT_ONCE)
      await bare.insertMany(people.slice(at, at + INSERT_AT_ONCE))
  })
  return ms
}

await connectDatabase(uri, dbName)
try {
  const { district, names } = await branches()
  const by: PersonActor = {
    kind: 'person',
    id: String(new PersonModel()._id),
    name: '测速',
    posts: [{ role: 'admin', orgId: district.id, orgName: district.name }],
    sessionId: 'bench',
  }
  const bytes = await rosterOf(names)
  const file = { fileName: '名册.xlsx', bytes: Buffer.from(bytes) }
  progress(`${members} rows, ${Math.round(bytes.length / 1024)} KiB`)
  globalThis.gc?.()
  peakHeap = 0
  held.enable()
  async function bringIn(what: 'created' | 'unchanged'): Promise<{ readMs: number; ms: number }> {
    const { ms: readMs, answer } = await timed(() => imports.create(by, undefined, file))
    const { ms } = await timed(() => runner.sweep(new AbortController().signal))
    const over = await imports.get(by, String(answer._id))
    if (over.state !== 'done' || over[what] !== members)
      throw new Error(`${over.state}: ${over[what]} of ${members} ${what}`)
    progress(`${members} ${what}, ${(ms / 1000).toFixed(1)} s`)
    return { readMs, ms }
  }
  const { ms: lookMs } = await timed(() => imports.check(by, undefined, file))
  const first = await bringIn('created')
  const again = await bringIn('unchanged')
  const heapMiB = Math.round(peakHeap / 2 ** 20)
  const holdMs = Math.round(held.max / 1e6)
  const bareMs = await bareInsert()
  console.log(JSON.stringify({ members, lookMs, first, again, bareMs, heapMiB, holdMs }))
} finally {
  clearInterval(watch)
  await PersonModel.db.dropDatabase()
  await disconnectDatabase()
}
