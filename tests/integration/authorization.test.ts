import { readFileSync } from 'node:fs'
import path from 'node:path'
import { roles, shanghaiDay, type Role } from '@lianxin/shared'
import { addressOf } from '@lianxin/shared/client'
import { contract, type Endpoint, type EndpointName } from '@lianxin/shared/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodies, records, team } from '../support/authorization-samples'
import { codeOf, rawRequest, type RawAnswer } from '../support/raw-http'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'
import { workbook } from '../support/workbook'

/** The demo's people: for each role one at home (望江社区 and above) and one of another branch. */
const home: Record<Role, string> = {
  resident: '高晓东',
  member: '王秀兰',
  secretary: '李敏',
  supervisor: '周正',
  admin: '程敏',
}
const foreign: Partial<Record<Role, string>> = {
  resident: '宋佳',
  member: '朱红梅',
  secretary: '马国梁',
  supervisor: '钱立群',
}
const endpoints: Endpoint[] = Object.values(contract)

let stack: Stack
const tokens = new Map<string, string>()
let botToken: string

/** An import that is over, with a row to mend. */
async function importRoster(): Promise<string> {
  const bytes = await workbook([
    ['姓名', '所在支部'],
    ['没有这个支部的人', '火星支部'],
  ])
  const rawBody = new FormData()
  rawBody.append('file', new Blob([new Uint8Array(bytes)]), '名册.xlsx')
  const { method, path: address } = addressOf('memberImports.create')
  const sent = await rawRequest(method, stack.baseUrl + address, {
    token: tokenOf(home.secretary),
    rawBody,
  })
  const { id } = contract['memberImports.create'].response.parse(sent.json)
  const secretary = await stack.signInAs('李敏')
  await waitFor('the roster to be imported', async () => {
    const { state } = await secretary.call('memberImports.get', { params: { id } })
    return state === 'done'
  })
  return id
}

type Client = Awaited<ReturnType<Stack['signInAs']>>

/** A date that is over, with hours of the member's and their word that these are not right. */
async function servedHours(secretary: Client, member: Client): Promise<void> {
  const facts = { title: '小巡逻', place: '东门', contact: '李敏', capacity: 5 }
  const project = await secretary.call('projects.create', {
    body: {
      ...facts,
      kind: 'shift',
      startTime: '09:00',
      minutes: 60,
      from: '2020-01-01',
      rule: { pattern: 'weekly', weekday: 7 },
    },
  })
  const { items } = await secretary.call('events.list', { query: { projectId: project.id } })
  const params = { id: items[0]?.id ?? '' }
  const times = { startsAt: '2026-01-01T01:00:00Z', endsAt: '2026-01-01T02:00:00Z' }
  await secretary.call('events.update', { params, body: { ...facts, ...times, revision: 1 } })
  const { id: personId } = await member.call('me.get')
  records.hourEntryId = (
    await secretary.call('hours.add', {
      params,
      body: { personId, minutes: 30, reason: '没有签到', proof: '李敏看到' },
    })
  ).id
  records.hourRequestId = (
    await member.call('me.askHours', { params, body: { words: '还要多一点' } })
  ).id
  records.certificateId = (await member.call('me.askCertificate', { body: {} })).id
}

/** A reward, and an order of it by the member, who was given the hours that it costs. */
async function orderedReward(secretary: Client, member: Client): Promise<void> {
  const reward = await secretary.call('rewards.create', {
    body: { title: '毛巾', about: '一条', pickup: '服务站', cost: 1, stock: 9 },
  })
  records.rewardId = reward.id
  const ordered = await member.call('me.order', {
    params: { id: reward.id },
    body: { cost: 1 },
  })
  records.rewardOrderId = ordered.id
}

beforeAll(async () => {
  stack = await startStack()
  const { accounts } = await stack.client.call('meta.demoAccounts')
  for (const { name, phone, password } of accounts) {
    const session = await stack.client.call('auth.login', { body: { phone, password } })
    tokens.set(name, session.accessToken)
  }
  botToken = readFileSync(path.join(stack.dataDir, 'bot-token'), 'utf8').trim()
  const secretary = await stack.signInAs('李敏')
  const { items } = await secretary.call('tickets.list', { query: { view: 'all', limit: 100 } })
  records.ticketId = items[0]?.id ?? ''
  records.groupId = (await secretary.call('groups.list', { query: {} })).items[0]?.id ?? ''
  const orgId = (await secretary.call('orgs.list')).items[0]?.id ?? ''
  // Switched off, lest anybody be called; used by a group, so that it cannot be removed.
  const secret = { webhook: `https://open.feishu.cn/open-apis/bot/v2/hook/${'0'.repeat(36)}` }
  records.channelId = (
    await secretary.call('channels.create', {
      body: { kind: 'feishu_robot', name: '望江飞书群', orgId, secret },
    })
  ).id
  const channel = { params: { id: records.channelId } }
  await secretary.call('channels.update', { ...channel, body: { enabled: false } })
  const routes = [{ kind: 'channel' as const, channelId: records.channelId }]
  await secretary.call('groups.create', { body: { topic: '望江飞书群', orgId, routes } })
  records.sourceId = (await secretary.call('sources.list', { query: {} })).items[0]?.id ?? ''
  const articles = await secretary.call('sourceItems.list', { query: {} })
  records.sourceItemId = articles.items[0]?.id ?? ''
  records.lessonId = (
    await secretary.call('lessons.create', { body: { title: '小课', keyPoints: ['一条'] } })
  ).id
  const bank = '身边的微党课'
  records.questionId = (
    await secretary.call('questions.create', {
      body: { kind: 'truefalse', stem: '先听再说', correct: [0], series: bank },
    })
  ).id
  records.examId = (
    await secretary.call('exams.create', {
      body: {
        audienceOrgId: orgId,
        title: '小考',
        series: [bank],
        counts: { single: 0, multiple: 0, truefalse: 1, ordering: 0, fill: 0 },
        minutes: 5,
        opensAt: '2020-01-01T00:00:00Z',
        closesAt: '2099-01-01T00:00:00Z',
      },
    })
  ).id
  records.importId = await importRoster()
  const member = await stack.signInAs('王秀兰')
  await member.call('me.checkIn', { body: { thought: '先听再说' } })
  const project = await secretary.call('projects.create', {
    body: {
      kind: 'shift',
      title: '小清洁',
      place: '东门',
      contact: '李敏',
      capacity: 5,
      // At an hour at which the demo has nobody out.
      startTime: '05:00',
      minutes: 60,
      from: '2020-01-01',
      rule: { pattern: 'weekly', weekday: 6 },
    },
  })
  records.projectId = project.id
  const dates = await secretary.call('events.list', { query: { projectId: project.id } })
  records.eventId = dates.items[0]?.id ?? ''
  // Somebody comes, so that the date stays when the project ends.
  await member.call('me.signUp', { params: { id: records.eventId }, body: {} })
  await servedHours(secretary, member)
  await orderedReward(secretary, member)
  records.orgId = orgId
  const { id: memberId } = await member.call('me.get')
  const comrades = await secretary.call('people.list', { query: { role: 'member', limit: 100 } })
  const personIds = comrades.items.flatMap(({ id }) => (id === memberId ? [] : [id])).slice(0, 2)
  const group = { params: { id: orgId }, body: { personIds } }
  const { assessors } = await secretary.call('assessmentGroups.set', group)
  const deed = await member.call('me.proposeDeed', {
    body: { day: shanghaiDay(new Date()), what: '帮邻居修灯' },
  })
  const assessor = await stack.signInAs(assessors[0]?.name ?? '')
  await assessor.call('assessments.say', {
    params: { id: deed.id },
    body: { yes: false, words: '没有人见到' },
  })
  records.appealId = (
    await member.call('me.appeal', {
      body: { about: 'deed', aboutId: deed.id, words: '门卫见到了' },
    })
  ).id
  const thoughts = await secretary.call('thoughts.list', { query: {} })
  records.thoughtId = thoughts.items[0]?.id ?? ''
  records.memberId = (await member.call('me.get')).id
  const entries = await member.call('me.pointEntries', { query: {} })
  records.entryId = entries.items[0]?.id ?? ''
  records.teamId = (
    await secretary.call('teams.create', { body: { orgId, ...team, leaderIds: personIds } })
  ).id
  const offer = { skills: ['haircut' as const], own: [], times: [], sentence: null }
  await member.call('me.setSkills', { body: { ...offer, findable: true } })
  const purpose = { type: 'other' as const, title: '给老人理发' }
  records.inviteId = (
    await secretary.call('skills.invite', {
      body: { personId: memberId, purpose, message: '能来吗？' },
    })
  ).id
  for (const digest of (await secretary.call('digests.list', { query: { limit: 100 } })).items) {
    const page = await secretary.call('digests.deliveries', { params: { id: digest.id } })
    records.digestId = digest.id
    if (page.items[0]) {
      records.deliveryId = page.items[0].id
      break
    }
  }
})
afterAll(() => stack?.stop())

function tokenOf(name: string | undefined): string {
  const token = name ? tokens.get(name) : undefined
  if (!token) throw new Error(`the demo has no account for ${name}`)
  return token
}

async function ask(
  endpoint: Endpoint,
  token: string | null,
  input: { id?: string; body?: unknown } = {},
): Promise<RawAnswer> {
  const none = '0'.repeat(24)
  const params = { id: input.id ?? none, questionId: none, personId: none, day: '2030-01-01' }
  const { method, path: address } = addressOf(endpoint.name, { params })
  return rawRequest(method, stack.baseUrl + address, {
    token,
    ...(endpoint.body ? { body: input.body ?? {} } : {}),
  })
}

/** Endpoints whose call would end the sessions that the other cases need. */
const endsSessions = new Set<EndpointName>(['auth.logout', 'auth.logoutEverywhere'])

describe.each(endpoints.filter(({ access }) => access.who === 'person'))('$name', (endpoint) => {
  const { access } = endpoint
  if (access.who !== 'person') throw new Error('filtered above')

  it('asks who is there', async () => {
    expect(codeOf(await ask(endpoint, null))).toBe('auth.required')
    expect(codeOf(await ask(endpoint, 'not-a-token'))).toBe('auth.expired')
    expect(codeOf(await ask(endpoint, botToken))).toBe('auth.expired')
  })

  it.each(roles)('answers %s by the table of the contract', async (role) => {
    if (endsSessions.has(endpoint.name) && access.roles.includes(role)) return
    const people = [home[role], foreign[role]].filter((name) => name !== undefined)
    for (const name of people) {
      const answer = await ask(endpoint, tokenOf(name))
      if (access.roles.includes(role)) {
        expect([answer.status, codeOf(answer)], name).not.toContain(401)
        expect(codeOf(answer), name).not.toBe('auth.forbidden')
      } else expect([answer.status, codeOf(answer)], name).toEqual([403, 'auth.forbidden'])
      expect(answer.status, name).toBeLessThan(500)
    }
  })
})

describe.each(endpoints.filter(({ access }) => access.who === 'bot'))('$name', (endpoint) => {
  it('is for bots alone', async () => {
    expect(codeOf(await ask(endpoint, null))).toBe('auth.required')
    expect(codeOf(await ask(endpoint, tokenOf(home.admin)))).toBe('auth.required')
    const answer = await ask(endpoint, botToken)
    expect([401, 403]).not.toContain(answer.status)
    expect(answer.status).toBeLessThan(500)
  })
})

describe.each(endpoints.filter(({ access }) => access.who === 'anyone'))('$name', (endpoint) => {
  it('needs no token', async () => {
    const answer = await ask(endpoint, null)
    expect(['auth.required', 'auth.forbidden']).not.toContain(codeOf(answer))
    expect(answer.status).toBeLessThan(500)
  })
})

const onRecords = endpoints.filter(
  ({ access, path: address }) =>
    access.who === 'person' && access.scope === 'subtree' && address.includes(':id'),
)

describe('records of another branch', () => {
  it.each(onRecords)('$name does not tell that they exist', async (endpoint) => {
    const sample = bodies[endpoint.name]
    if (!sample) throw new Error(`add a valid body for ${endpoint.name} above`)
    expect(records[sample.record], 'the demo must hold such a record').toMatch(/^[0-9a-f]{24}$/)
    const { access } = endpoint
    const allowed: readonly Role[] = access.who === 'person' ? access.roles : []
    for (const role of ['secretary', 'supervisor'] as const) {
      // Whoever may not call it at all is told so, above.
      if (!allowed.includes(role)) continue
      const input = { id: records[sample.record], body: sample.body }
      const answer = await ask(endpoint, tokenOf(foreign[role]), input)
      expect([answer.status, codeOf(answer)]).toEqual([404, 'request.not_found'])
      const nearby = await ask(endpoint, tokenOf(home[role]), input)
      expect(nearby.status, nearby.text).not.toBe(404)
    }
  })

  it.each(
    endpoints.filter(
      ({ access, path: address, method }) =>
        access.who === 'person' &&
        access.scope === 'subtree' &&
        method === 'GET' &&
        !address.includes(':id'),
    ),
  )('$name shows none of them', async (endpoint) => {
    const answer = await ask(endpoint, tokenOf(foreign.secretary))
    expect(answer.status).toBe(200)
    for (const id of Object.values(records)) expect(answer.text).not.toContain(id)
    expect(answer.text).not.toContain('望江')
  })

  it('a matter raised for nobody else is nobody else’s', async () => {
    const mine = await stack.signInAs('高晓东')
    const made = await mine.call('tickets.create', {
      body: { text: '二单元门禁坏了，晚上进出不便' },
    })
    const endpointsOfOwner = endpoints.filter(
      ({ name, access }) =>
        name.startsWith('me.') && access.who === 'person' && contract[name].path.includes(':id'),
    )
    for (const endpoint of endpointsOfOwner) {
      const by = { how: 'code', code: '000000' }
      const accepted = ['template']
      const said = {
        score: 5,
        reason: '没修好',
        code: 'code',
        accepted,
        answer: 'accepted',
        cost: 1,
      }
      const body = { ...said, way: 'in', by, words: '少了' }
      const answer = await ask(endpoint, tokenOf('林阿妹'), { id: made.id ?? '', body })
      expect([endpoint.name, answer.status]).toEqual([endpoint.name, 404])
    }
  })
})
