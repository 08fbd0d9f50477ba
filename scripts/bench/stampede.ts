/**
 * A hall of people taps one shift: sign-ups by the service that gives places, a line, and offers,
 * against bare conditional updates of one record. Run by volunteer.mjs; prints one line of JSON.
 */
import { createEvents } from '../../server/src/features/events'
import { EventModel, toId } from '../../server/src/features/events/event.model'
import { createNoticeService } from '../../server/src/features/notices'
import { createOrg } from '../../server/src/features/orgs'
import { createPeopleService } from '../../server/src/features/people'
import { createTeams } from '../../server/src/features/teams'
import { createWorkdayService } from '../../server/src/features/workdays'
import type { PersonActor } from '../../server/src/http/route'
import { connectDatabase, disconnectDatabase } from '../../server/src/platform/database'
import { createKeyring } from '../../server/src/platform/keyring'

const [uri = '', dbName = ''] = process.argv.slice(2)
const PEOPLE = 100
const TAPS = 5
const PLACES = 20
const ROUNDS = 7

const clock = { now: () => new Date('2026-11-23T12:00:00+08:00') }
const keyring = createKeyring('a secret for the bench only, 32 characters')
const people = createPeopleService(keyring)
const { projects, seats } = createEvents({
  ...{ clock, keyring, people },
  workdays: createWorkdayService({ clock }),
  notices: createNoticeService({ clock, reminders: { announce: async () => {} } }),
  teams: createTeams({ clock, people }).lookup,
  publicUrl: 'https://lianxin.example',
})
const crowd = Array.from({ length: PEOPLE }, () => String(toId()))
const bare = EventModel.db.collection<{ taken: number }>('bench_places')

async function ours(organizer: PersonActor, orgId: string, round: number): Promise<number> {
  const day = `2026-12-${String(round + 1).padStart(2, '0')}`
  const facts = { title: '测速', about: '', place: '广场', point: null, bring: '', contact: '无' }
  const asked = { minAge: null, maxAge: null, skill: '', minShare: 60 }
  const project = await projects.create(
    organizer,
    {
      ...{ ...facts, ...asked, kind: 'shift', orgId, teamId: null, capacity: PLACES, needed: 0 },
      ...{ startTime: '09:00', minutes: 60, rule: null, from: day, until: null, days: [day] },
    },
    null,
  )
  const event = await EventModel.findOne({ projectId: project._id }).lean()
  if (!event) throw new Error('no date was opened')
  const began = performance.now()
  const taps = Array.from({ length: TAPS }, () =>
    crowd.map((personId) => seats.signUp(event, personId, { via: 'page', fits: true })),
  )
  await Promise.all(taps.flat())
  const ms = performance.now() - began
  const after = await EventModel.findById(event._id).lean()
  if (after?.taken !== PLACES || after.waiting !== PEOPLE - PLACES)
    throw new Error(`${after?.taken} in, ${after?.waiting} wait`)
  return ms
}

async function bareOnes(): Promise<number> {
  const { insertedId: _id } = await bare.insertOne({ taken: 0 })
  const began = performance.now()
  await Promise.all(
    Array.from({ length: PEOPLE * TAPS }, () =>
      bare.findOneAndUpdate({ _id, taken: { $lt: PLACES } }, { $inc: { taken: 1 } }),
    ),
  )
  return performance.now() - began
}

await connectDatabase(uri, dbName)
try {
  const org = await createOrg('测速街道', 'street', null, 0)
  const organizer: PersonActor = {
    ...{ kind: 'person', id: String(toId()), name: '测速', sessionId: 's' },
    posts: [{ role: 'secretary', orgId: org.id, orgName: org.name }],
  }
  const rounds: { oursMs: number; bareMs: number }[] = []
  // side by side, so that a slow moment of the machine meets both
  for (let round = 0; round < ROUNDS; round += 1)
    rounds.push({ oursMs: await ours(organizer, org.id, round), bareMs: await bareOnes() })
  // the first is for whatever is read in and compiled then
  console.log(JSON.stringify({ count: PEOPLE * TAPS, rounds: rounds.slice(1) }))
} finally {
  await EventModel.db.dropDatabase()
  await disconnectDatabase()
}
