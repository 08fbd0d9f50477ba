import { get } from 'node:http'
import { JSDOM } from 'jsdom'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  // the demo leaves one digest to be sent by the running server; the archive rests after it
  await waitFor('the last digest of the demo to be out', async () => {
    const { items } = await stack.client.call('digests.publicList', { query: { q: '社区食堂' } })
    return items.length > 0
  })
})
afterAll(() => stack?.stop())

const feedOf = (query = '') => fetch(`${stack.baseUrl}/api/public/digest-feed.xml${query}`)

/** The status for a reader that has it already. (fetch adds `no-cache` to such a question.) */
const revisited = (etag: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const options = { headers: { 'if-none-match': etag } }
    get(`${stack.baseUrl}/api/public/digest-feed.xml`, options, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', reject)
  })

/** Parsed by an XML parser that forgives nothing. */
const parse = (xml: string) => new JSDOM(xml, { contentType: 'application/xml' }).window.document

it('gives what went out as RSS that a strict parser takes, newest first, linked', async () => {
  const answer = await feedOf()
  expect(answer.headers.get('content-type')).toMatch(/^application\/rss\+xml/)
  const feed = parse(await answer.text())
  expect(feed.documentElement.getAttribute('version')).toBe('2.0')
  const { items } = await stack.client.call('digests.publicList', { query: { limit: 100 } })
  const shown = [...feed.querySelectorAll('item')]
  expect(shown.length).toBeGreaterThan(2)
  expect(shown.map((item) => item.querySelector('guid')?.textContent)).toEqual(
    items.map(({ id }) => id),
  )
  for (const item of shown) {
    const id = item.querySelector('guid')?.textContent
    expect(item.querySelector('link')?.textContent).toMatch(
      new RegExp(`^https?://[^/]+/#/pages/digest/index\\?id=${id}$`),
    )
    expect(Date.parse(item.querySelector('pubDate')?.textContent ?? '')).toBeGreaterThan(0)
    const html = new JSDOM(item.querySelector('description')?.textContent ?? '').window.document
    expect(html.querySelectorAll('li').length).toBeGreaterThan(0)
  }
})

it('holds what people typed, whatever it was', async () => {
  const author = await stack.signInAs('李敏')
  const reviewer = await stack.signInAs('何志远')
  const { items } = await author.call('orgs.list')
  const text = 'a < b && "c" > \'d\' ]]> <script>alert(1)</script> \uD800 \uFFFF 🙂'
  const made = await author.call('digests.create', {
    body: {
      title: 'R&D <扶持> ]]>',
      points: [{ title: '', text }],
      audienceOrgIds: [items[0]!.id],
    },
  })
  const params = { id: made.id }
  const handed = await author.call('digests.submit', { params, body: { revision: made.revision } })
  const good = await reviewer.call('digests.review', {
    params,
    body: { decision: 'approve', revision: handed.revision },
  })
  await author.call('digests.schedule', {
    params,
    body: {
      revision: good.revision,
      schedule: { kind: 'now', quietHours: { from: '00:00', to: '00:00' } },
    },
  })
  await expect
    .poll(async () => (await feedOf()).text(), { timeout: 50_000 })
    .toContain(`>${made.id}<`)
  const item = [...parse(await (await feedOf()).text()).querySelectorAll('item')].find(
    (each) => each.querySelector('guid')?.textContent === made.id,
  )
  expect(item?.querySelector('title')?.textContent).toContain('R&D <扶持> ]]>')
  const html = new JSDOM(item?.querySelector('description')?.textContent ?? '').window.document
  expect(html.querySelector('script')).toBeNull()
  expect(html.querySelector('li')?.textContent).toContain('<script>alert(1)</script>')
})

it('answers 304 to whom has it already, and another tag for another organization', async () => {
  const etag = (await feedOf()).headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[\w-]{43}"$/)
  expect(await revisited(etag)).toBe(304)
  expect(await revisited('"other"')).toBe(200)
  const { items } = await stack.client.call('orgs.publicList', { query: { q: '荷花' } })
  const theirs = await feedOf(`?orgId=${items[0]?.id}`)
  expect(parse(await theirs.text()).querySelectorAll('item')).toHaveLength(0)
  expect((await feedOf(`?orgId=${'0'.repeat(24)}`)).status).toBe(404)
  expect((await feedOf('?orgId=1')).status).toBe(400)
})

it('is searched by year and words, page by page', async () => {
  const search = (query: object) => stack.client.call('digests.publicList', { query })
  const { items } = await search({ q: '软管' })
  expect(items.map(({ title }) => title)).toEqual(['冬季用电用气安全，睡前看一眼'])
  expect((await search({ q: '.*' })).items).toEqual([])
  expect((await search({ year: 2001 })).items).toEqual([])
  const first = await search({ q: '柳岸', limit: 1 })
  const second = await search({ q: '柳岸', limit: 1, cursor: first.nextCursor ?? '' })
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([1, 1, null])
  for (const query of ['?year=x', '?year=1999', `?q=${'长'.repeat(51)}`])
    expect((await fetch(`${stack.baseUrl}/api/public/digests${query}`)).status, query).toBe(400)
})
