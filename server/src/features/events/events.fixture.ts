import type { Role } from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import type { PersonActor, Route } from '../../http/route'
import { createKeyring } from '../../platform/keyring'
import { createNoticeRoutes, createNoticeService } from '../notices'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { createTeams } from '../teams'
import { createWorkdayService } from '../workdays'
import { createDoorCodes } from './door-codes'
import { createEvents } from './index'

/** A street with two branches in it, and everything of events on a clock that the test sets. */
export function createWorld() {
  const time = { now: new Date('2026-11-23T12:00:00+08:00') }
  const clock = { now: () => time.now }
  const keyring = createKeyring('a secret for tests only, 32 characters or more')
  const people = createPeopleService(keyring)
  const notices = createNoticeService({ clock, reminders: { announce: async () => {} } })
  const events = createEvents({
    notices,
    clock,
    keyring,
    people,
    workdays: createWorkdayService({ clock }),
    teams: createTeams({ clock, people }).lookup,
    publicUrl: 'https://lianxin.example',
  })
  let made = 0

  async function place() {
    made += 1
    const district = await createOrg(`清江区${made}`, 'district', null, made)
    const street = await createOrg('望江街道', 'street', district, 0)
    const community = await createOrg('望江社区', 'community', street, 0)
    const other = await createOrg('梧桐社区', 'community', street, 1)
    return { district, street, community, other }
  }

  async function join(
    name: string,
    at: OrgRecord,
    role: Role = 'resident',
    phone: string | null = null,
  ): Promise<PersonActor> {
    const person = await people.create({
      name,
      phone,
      passwordHash: null,
      posts: [{ role, org: at }],
    })
    return { kind: 'person', id: person.id, name, posts: person.posts, sessionId: 's' }
  }

  return {
    time,
    clock,
    keyring,
    people,
    notices,
    events,
    codes: createDoorCodes({ clock, keyring }),
    place,
    join,
    call: callOf([...events.routes, ...createNoticeRoutes({ notices })]),
    /** Moves the clock to a Shanghai time. */
    at: (moment: string) => void (time.now = new Date(`${moment}+08:00`)),
    run: async (job: string) => {
      const found = events.jobs.find(({ name }) => name === job)
      if (!found) throw new Error(`no job ${job}`)
      await found.run(new AbortController().signal)
    },
  }
}

/** Calls an endpoint as HTTP would, its input and output through the contract. */
export function callOf(routes: readonly Route[]) {
  return async <N extends EndpointName>(
    name: N,
    actor: PersonActor | null,
    input: InputOf<N>,
    idempotencyKey: string | null = null,
  ): Promise<OutputOf<N>> => {
    const found = routes.find(({ endpoint }) => endpoint.name === name)
    if (!found) throw new Error(`no route ${name}`)
    const given = { query: {}, body: {}, ...input }
    const query = found.endpoint.query?.parse(given.query)
    const body = found.endpoint.body?.parse(given.body)
    const answer = await found.handle({ ...input, query, body }, { actor, idempotencyKey })
    return (found.endpoint.response?.parse(answer) ?? answer) as OutputOf<N>
  }
}

/** A project as the desk writes it. */
export function projectBody(
  more: Partial<InputOf<'projects.create'>['body']> = {},
): InputOf<'projects.create'>['body'] {
  return {
    kind: 'shift',
    title: '社区清洁日',
    place: '望江公园东门',
    contact: '李敏 在社区服务站',
    capacity: 2,
    needed: 1,
    startTime: '09:00',
    minutes: 120,
    from: '2026-11-23',
    days: ['2026-11-28'],
    ...more,
  }
}
