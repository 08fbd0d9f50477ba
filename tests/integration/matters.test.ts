import type { Client } from '@lianxin/shared/client'
import type { InputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, rawRequest } from '../support/raw-http'
import { startStack, type Stack } from '../support/stack'

let stack: Stack
let resident: Client
let secretary: Client
let foreigner: Client
let wangjiang: string

beforeAll(async () => {
  stack = await startStack()
  ;[resident, secretary, foreigner] = await Promise.all([
    stack.signInAs('高晓东'),
    stack.signInAs('李敏'),
    stack.signInAs('马国梁'),
  ])
  wangjiang = (await secretary.call('me.get')).orgId
})
afterAll(() => stack?.stop())

const raise = (body: Partial<InputOf<'tickets.create'>['body']> = {}) =>
  resident.call('tickets.create', { body: { text: '单元门关不上，夜里一直响。', ...body } })

async function act(id: string, action: string, more: { text?: string; assigneeId?: string } = {}) {
  const { revision } = await secretary.call('tickets.get', { params: { id } })
  return secretary.call('tickets.act', { params: { id }, body: { action, revision, ...more } })
}

/** Two red pixels. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAMAAADD/I+4AAAAA1BMVEWwJxys4C3gAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAC0lEQVQImWNgYAAAAAMAAaCmo9QAAAAASUVORK5CYII='

async function uploadPicture(): Promise<string> {
  const picture = Buffer.from(PNG, 'base64')
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(picture)]), 'IMG_0001.HEIC')
  const answer = await fetch(`${stack.baseUrl}/api/public/photos`, { method: 'POST', body: form })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { id: string }).id
}

describe('a matter of a signed-in resident', () => {
  it('goes from a picture to the rating, and back by a reopening', async () => {
    const photoId = await uploadPicture()
    const receipt = await raise({ photoIds: [photoId] })
    expect(receipt).toMatchObject({
      id: expect.any(String),
      number: expect.stringMatching(/^LX-\d{8}-\d{4,}$/),
      queryCode: null,
    })
    const id = receipt.id ?? ''
    const mine = await resident.call('me.tickets', { query: { limit: 100 } })
    expect(mine.items.map((each) => each.id)).toContain(id)

    const atDesk = await secretary.call('tickets.get', { params: { id } })
    expect(atDesk).toMatchObject({ stateLabel: '待受理', reporter: '高**', listed: false })
    expect(atDesk.clocks.map(({ name }) => name)).toEqual(['accept', 'reply', 'solve'])
    const address = stack.baseUrl + (atDesk.photos[0]?.url ?? '')
    const picture = await fetch(address)
    expect(picture.headers.get('content-type')).toContain('image/jpeg')
    expect((await fetch(`${address}x`)).status).toBe(404)

    await act(id, 'accept')
    const noted = await secretary.call('tickets.note', { params: { id }, body: { text: '门轴坏' } })
    expect(noted.log.at(-1)).toMatchObject({
      internal: true,
      text: '门轴坏',
      by: '李敏（支部书记）',
    })
    await act(id, 'answer_and_solve', { text: '换了闭门器。' })
    const seen = await resident.call('me.ticket', { params: { id } })
    expect(seen).toMatchObject({ stateLabel: '已办结', canRate: true, canReopen: true })
    const log = JSON.stringify(seen.log)
    expect(log).toContain('换了闭门器。')
    expect(log).not.toMatch(/门轴坏|李敏/)

    const reopened = await resident.call('me.reopenTicket', {
      params: { id },
      body: { reason: '又响了' },
    })
    expect(reopened).toMatchObject({ stateLabel: '已受理', canRate: false })
    await act(id, 'answer_and_solve', { text: '又换了一个。' })
    const rated = await resident.call('me.rateTicket', { params: { id }, body: { score: 5 } })
    expect(rated.rating).toEqual({ score: 5, comment: null })
    await expect(
      resident.call('me.rateTicket', { params: { id }, body: { score: 1 } }),
    ).rejects.toMatchObject({ code: 'ticket.already_rated' })
  })

  it('is raised once, however often the same form is sent', async () => {
    const send = () =>
      resident.call(
        'tickets.create',
        { body: { text: '楼道堆了旧家具', anonymous: true } },
        { idempotencyKey: 'one-and-the-same-form' },
      )
    const all = await Promise.all([send(), send(), send()])
    expect(new Set(all.map(({ number, queryCode }) => `${number} ${queryCode}`)).size).toBe(1)
  })

  it('without a name leaves no id, but a code that follows, rates and reopens', async () => {
    const receipt = await raise({ anonymous: true })
    expect(receipt.id).toBeNull()
    const mine = await resident.call('me.tickets', { query: { limit: 100 } })
    const byCode = { number: receipt.number, code: receipt.queryCode ?? '' }
    expect(mine.items.map(({ number }) => number)).not.toContain(receipt.number)
    const found = await stack.client.call('tickets.publicLookup', { body: byCode })
    expect(found).toMatchObject({ stateLabel: '待受理', canRate: false })
    const [row] = (await secretary.call('tickets.list', { query: { q: receipt.number } })).items
    expect(row?.reporter).toBe('不留名')
    await act(row?.id ?? '', 'answer_and_solve', { text: '好了' })
    await stack.client.call('tickets.publicReopen', { body: { ...byCode, reason: '没好' } })
    await act(row?.id ?? '', 'answer_and_solve', { text: '这次好了' })
    const rated = await stack.client.call('tickets.publicRate', {
      body: { ...byCode, score: 4, comment: '谢谢' },
    })
    expect(rated.rating).toEqual({ score: 4, comment: '谢谢' })
  })
})

it('anyone raises a matter without a login, to a known office only', async () => {
  const receipt = await stack.client.call('tickets.publicCreate', {
    body: { text: '菜场门口夜里吵', orgId: wangjiang },
  })
  expect(receipt.queryCode).toMatch(/^[0-9A-Z]{8}$/)
  await expect(
    stack.client.call('tickets.publicCreate', { body: { text: '吵', orgId: 'f'.repeat(24) } }),
  ).rejects.toMatchObject({ code: 'request.invalid' })
  await expect(
    stack.client.call('tickets.publicCreate', {
      body: { text: '吵', orgId: wangjiang, photoIds: ['f'.repeat(24)] },
    }),
  ).rejects.toMatchObject({ code: 'photo.unknown' })
  await expect(
    stack.client.call('tickets.publicLookup', {
      body: { number: receipt.number, code: 'AAAA2222' },
    }),
  ).rejects.toMatchObject({ code: 'ticket.wrong_code' })
})

describe('the desk of another branch', () => {
  it('finds nothing, by no way', async () => {
    const { id, number } = await raise()
    const theirs = await foreigner.call('tickets.list', { query: { view: 'all', q: number } })
    expect(theirs.items).toEqual([])
    const asked = { params: { id: id ?? '' } }
    for (const attempt of [
      () => foreigner.call('tickets.get', asked),
      () => foreigner.call('tickets.act', { ...asked, body: { action: 'accept', revision: 0 } }),
      () => foreigner.call('tickets.note', { ...asked, body: { text: 'x' } }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'request.not_found' })
  })
})

it('of two at the desk who act on what they both saw, the second is told to look again', async () => {
  const { id } = await raise()
  const press = (text: string) =>
    secretary.call('tickets.act', {
      params: { id: id ?? '' },
      body: { action: 'answer', revision: 0, text },
    })
  const both = await Promise.allSettled([press('甲'), press('乙')])
  const lost = both.filter((each) => each.status === 'rejected')
  expect(lost).toHaveLength(1)
  expect(lost[0]?.reason).toMatchObject({ code: 'request.conflict' })
})

it('the ledger and its figures agree, and it comes as an Excel file', async () => {
  const { accounts } = await stack.client.call('meta.demoAccounts')
  const account = accounts.find(({ name }) => name === '李敏')
  const { accessToken } = await stack.client.call('auth.login', {
    body: { phone: account?.phone ?? '', password: account?.password ?? '' },
  })
  const numbers: string[] = []
  let cursor: string | undefined
  do {
    const page = await secretary.call('tickets.list', {
      query: { view: 'open', limit: 3, ...(cursor ? { cursor } : {}) },
    })
    numbers.push(...page.items.map(({ number }) => number))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  const summary = await secretary.call('tickets.summary')
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers).toHaveLength(summary.open)

  const answer = await fetch(`${stack.baseUrl}/api/tickets/export.xlsx?view=open`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('民情台账'))
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK')
})

it('an admin moves a workday and the clocks follow at once', async () => {
  const admin = await stack.signInAs('程敏')
  const { id } = await raise()
  const dueOf = async () => {
    const { clocks } = await secretary.call('tickets.get', { params: { id: id ?? '' } })
    return clocks.find(({ name }) => name === 'reply')?.dueAt
  }
  const before = await dueOf()
  const day = new Date(new Date(before ?? '').getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  await admin.call('workdays.put', { params: { day }, body: { workday: false, note: '停工' } })
  expect(await dueOf()).not.toBe(before)
  const { items, knownThroughYear } = await admin.call('workdays.list')
  expect(items).toContainEqual({ day, workday: false, note: '停工' })
  expect(knownThroughYear).toBeGreaterThanOrEqual(2026)
  await admin.call('workdays.remove', { params: { day } })
  expect(await dueOf()).toBe(before)
})

it('what is no picture is refused with a code', async () => {
  const form = new FormData()
  form.set('file', new Blob(['GIF89a and nothing else']), 'photo.jpg')
  const answer = await fetch(`${stack.baseUrl}/api/public/photos`, { method: 'POST', body: form })
  expect(answer.status).toBe(415)
  expect(await answer.json()).toMatchObject({ code: 'photo.unsupported_type' })
  const empty = await rawRequest('POST', `${stack.baseUrl}/api/public/photos`, { body: {} })
  expect(empty.status).toBeGreaterThanOrEqual(400)
  expect(empty.status).toBeLessThan(500)
  expect(codeOf(empty)).toMatch(/^(request|photo)\./)
})
