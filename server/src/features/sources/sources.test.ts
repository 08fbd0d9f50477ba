import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../deliveries/test-support/world'
import { DigestModel } from '../digests/digest.model'
import { createOrg } from '../orgs'
import { ItemModel } from './item.model'
import { SourceModel } from './source.model'
import {
  actorOf,
  add,
  article,
  createWorld,
  feedOf,
  inbox,
  only,
  openSite,
  type World,
} from './test-support/world'

useDatabase()
const hour = 60 * 60_000
const range = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, i) => from - i)

/** A site with a feed that a test changes, and a page for each article. */
async function newsSite(numbers: number[], masthead = '') {
  const state = { numbers, asked: [] as (string | undefined)[], agents: new Set<string>() }
  const site = await openSite((request, response) => {
    state.agents.add(request.headers['user-agent'] ?? '')
    const no = /^\/(\d+)\.html$/.exec(request.url ?? '')?.[1]
    if (no) {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      return response.end(article(Number(no), masthead))
    }
    if (request.url !== '/feed.xml') return response.writeHead(404).end()
    const etag = `"${state.numbers.join()}"`
    state.asked.push(request.headers['if-none-match'])
    if (request.headers['if-none-match'] === etag) return response.writeHead(304).end()
    response.setHeader('etag', etag)
    return response.end(feedOf(state.numbers))
  })
  return { ...site, state, feed: `${site.origin}/feed.xml` }
}

/** Lets an hour pass and looks at what is due. */
async function nextHour(world: World, hours = 1): Promise<void> {
  world.clock.pass(hours * hour)
  await world.tick('sources.poll')
}

/** One article of a host is read in each sweep at the least. */
async function readAll(world: World): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    if ((await ItemModel.countDocuments({ nextReadAt: { $lte: world.clock.now() } })) === 0) return
    await world.tick('sources.read')
    world.clock.pass(5_000)
  }
  throw new Error('there is still something to read')
}
const titles = (items: { title: string }[]) => items.map(({ title }) => /\d+/.exec(title)?.[0])

describe('a feed', () => {
  test('shows what was found, and begins with its newest five', async () => {
    const world = await createWorld()
    const site = await newsSite(range(20, 1))
    const { source, found } = await add(world, site.feed)
    expect(source).toMatchObject({ name: '通知公告', kind: 'feed', health: 'ok', newCount: 5 })
    expect(found.total).toBe(20)
    expect(titles(found.newest)).toEqual(['20', '19', '18', '17', '16'])
    expect(titles(await inbox(world))).toEqual(['20', '19', '18', '17', '16'])
    expect([...site.state.agents]).toEqual([
      'Mozilla/5.0 (compatible; LianxinBridge/1.0; +https://bridge.example)',
    ])
  })

  test('is asked whether it has changed, and brings only what is new', async () => {
    const world = await createWorld()
    const site = await newsSite([2, 1])
    await add(world, site.feed)
    await nextHour(world)
    expect(site.state.asked).toEqual([undefined, '"2,1"'])
    site.state.numbers = [3, 2, 1]
    await nextHour(world)
    expect(site.state.asked.at(-1)).toBe('"2,1"')
    expect(titles(await inbox(world))).toEqual(['3', '2', '1'])
    await nextHour(world)
    expect(site.state.asked.at(-1)).toBe('"3,2,1"')
    expect(titles(await inbox(world))).toEqual(['3', '2', '1'])
  })

  test('is asked at its interval, not a moment before', async () => {
    const world = await createWorld()
    const site = await newsSite([1])
    await add(world, site.feed)
    world.clock.pass(hour - 1)
    await world.tick('sources.poll')
    expect(site.state.asked).toHaveLength(1)
    world.clock.pass(1)
    await world.tick('sources.poll')
    expect(site.state.asked).toHaveLength(2)
  })

  test('that brings a flood is noted, not poured out', async () => {
    const world = await createWorld()
    const site = await newsSite([1])
    await add(world, site.feed)
    site.state.numbers = range(131, 1)
    await nextHour(world)
    const items = await inbox(world)
    expect(items).toHaveLength(31)
    expect(titles(items).slice(0, 2)).toEqual(['131', '130'])
    expect((await only(world)).note).toContain('另有 100 篇')
  })

  test('added twice is one, and removed and added again brings nothing back', async () => {
    const world = await createWorld()
    const site = await newsSite([3, 2, 1])
    const [first, second] = await Promise.all([add(world, site.feed), add(world, site.feed)])
    expect(second.source.id).toBe(first.source.id)
    expect(await inbox(world)).toHaveLength(3)
    await world.call('sources.remove', world.author, { params: { id: first.source.id } })
    await world.call('sources.remove', world.author, { params: { id: first.source.id } })
    expect(await inbox(world)).toEqual([])
    site.state.numbers = [4, 3, 2, 1]
    await add(world, site.feed)
    expect(titles(await inbox(world))).toEqual(['4'])
  })
})

describe('a page', () => {
  test('of headlines brings those that are new', async () => {
    const world = await createWorld()
    const state = { numbers: [4, 3, 2, 1] }
    const site = await openSite((request, response) => {
      if (request.url !== '/list/') return response.writeHead(404).end()
      const rows = state.numbers.map(
        (no) => `<li><a href="../2026/${no}.html">关于某某工作安排的第${no}号通知</a></li>`,
      )
      response.setHeader('content-type', 'text/html; charset=gb2312')
      return response.end(
        iconv.encode(
          `<html><title>通知公告_某某网</title><body><ul>${rows.join('')}</ul></body></html>`,
          'gb18030',
        ),
      )
    })
    const { source } = await add(world, `${site.origin}/list/`)
    expect(source).toMatchObject({ kind: 'list', name: '通知公告', newCount: 4 })
    state.numbers.unshift(5)
    world.clock.pass(hour)
    await world.tick('sources.poll')
    const items = await inbox(world)
    expect(items[0]).toMatchObject({
      title: '关于某某工作安排的第5号通知',
      url: `${site.origin}/2026/5.html`,
    })
    expect(items).toHaveLength(5)
  })

  test('that names its feed is followed by the feed', async () => {
    const world = await createWorld()
    const site = await openSite((request, response) => {
      if (request.url === '/feed') return response.end(feedOf([2, 1]))
      return response.end(
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>首页</body></html>',
      )
    })
    const { source } = await add(world, `${site.origin}/`)
    expect(source).toMatchObject({ kind: 'feed', url: `${site.origin}/feed` })
  })

  test('that is watched for its text brings each new version once', async () => {
    const world = await createWorld()
    const state = { hours: '九点到十七点', visits: 0 }
    const site = await openSite((_request, response) => {
      state.visits += 1
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(
        `<html><head><title>办事指南</title></head><body><h1>办事指南</h1><p>受理时间为工作日${state.hours}，地点在社区服务大厅一楼三号窗口。</p><p>浏览次数：${state.visits}</p></body></html>`,
      )
    })
    await expect(add(world, `${site.origin}/`)).rejects.toMatchObject({
      code: 'source.unrecognized',
    })
    const { source } = await add(world, `${site.origin}/`, { kind: 'page' })
    expect(source).toMatchObject({ kind: 'page', name: '办事指南', newCount: 0 })
    await nextHour(world)
    expect(await inbox(world)).toEqual([])
    state.hours = '八点到十七点'
    await nextHour(world)
    expect((await inbox(world)).map(({ summary }) => summary)).toEqual([
      expect.stringContaining('八点到十七点'),
    ])
    state.hours = '九点到十七点'
    await nextHour(world)
    state.hours = '八点到十七点'
    await nextHour(world)
    expect(await inbox(world)).toHaveLength(1)
    state.hours = '八点到二十点'
    await nextHour(world)
    expect(await inbox(world)).toHaveLength(2)
  })

  test.each([
    ['in the header', 'application/xml; charset=GBK', '<?xml version="1.0"?>'],
    ['in the XML declaration', 'application/xml', '<?xml version="1.0" encoding="gb2312"?>'],
    ['nowhere', 'text/plain', ''],
  ])('in GBK, said %s, is read', async (_where, contentType, declaration) => {
    const world = await createWorld()
    const site = await openSite((_request, response) => {
      response.setHeader('content-type', contentType)
      const body = feedOf([1], '镕基路社区通知').replace(/^<\?xml[^>]*\?>/, declaration)
      response.end(iconv.encode(body, 'gbk'))
    })
    const { source } = await add(world, site.origin)
    expect(source.name).toBe('镕基路社区通知')
    expect(titles(await inbox(world))).toEqual(['1'])
  })
})

describe('an article', () => {
  test('is read once, and becomes one draft however often it is taken', async () => {
    const world = await createWorld()
    const site = await newsSite([7])
    await add(world, site.feed)
    await readAll(world)
    const [item] = await inbox(world)
    expect(item?.summary).toContain('第7号')
    const params = { id: item?.id }
    const other = actorOf('2', world.org)
    const before = site.asked.length
    const takes = await Promise.allSettled([
      world.call<{ digestId: string }>('sourceItems.take', world.author, { params }),
      world.serverProcess().call<{ digestId: string }>('sourceItems.take', other, { params }),
    ])
    const again = await world.call<{ digestId: string }>('sourceItems.take', other, { params })
    for (const take of takes) {
      if (take.status === 'fulfilled') expect(take.value).toEqual(again)
      else expect(take.reason).toMatchObject({ code: 'request.in_progress' })
    }
    expect(site.asked.length).toBe(before)
    const digests = await DigestModel.find({}).lean()
    expect(digests).toHaveLength(1)
    expect(digests[0]).toMatchObject({
      title: '关于图书工作的第7号通知',
      state: 'draft',
      sourceUrl: `${site.origin}/7.html`,
      authorName: expect.stringMatching(/同志[12]/),
    })
    expect(digests[0]?.points.length).toBeGreaterThanOrEqual(1)
    expect(await inbox(world)).toEqual([])
    expect((await inbox(world, 'taken')).map(({ id }) => id)).toEqual([item?.id])
    await expect(world.call('sourceItems.ignore', world.author, { params })).rejects.toMatchObject({
      code: 'source.item_taken',
    })
  })

  test('is taken again after a crash between draft and mark, without a second draft', async () => {
    const world = await createWorld()
    const site = await newsSite([7])
    await add(world, site.feed)
    await readAll(world)
    const [item] = await inbox(world)
    const params = { id: item?.id }
    const first = await world.call<{ digestId: string }>('sourceItems.take', world.author, {
      params,
    })
    // As if the process had died before it noted the draft, still holding the article.
    const held = new Date(world.clock.now().getTime() + 90_000)
    const unmarked = { state: 'new', digestId: null, takingUntil: held } as const
    await ItemModel.updateOne({ _id: item?.id }, { $set: unmarked })
    await expect(world.call('sourceItems.take', world.author, { params })).rejects.toMatchObject({
      code: 'request.in_progress',
    })
    world.clock.pass(90_000)
    expect(await world.call('sourceItems.take', world.author, { params })).toEqual(first)
    expect(await DigestModel.countDocuments({})).toBe(1)
  })

  test('that was put aside never comes back, and may still be taken', async () => {
    const world = await createWorld()
    const site = await newsSite([1])
    await add(world, site.feed)
    await readAll(world)
    const [item] = await inbox(world)
    const params = { id: item?.id }
    await world.call('sourceItems.ignore', world.author, { params })
    await world.call('sourceItems.ignore', world.author, { params })
    site.state.numbers = [2, 1]
    await nextHour(world)
    expect(titles(await inbox(world))).toEqual(['2'])
    expect(titles(await inbox(world, 'ignored'))).toEqual(['1'])
    await world.call('sourceItems.take', world.author, { params })
    expect(await inbox(world, 'ignored')).toEqual([])
  })

  test('that cannot be read stays as a headline, and says so when it is taken', async () => {
    const world = await createWorld()
    const site = await openSite((request, response) => {
      if (request.url === '/feed.xml') return response.end(feedOf([1]))
      return response.writeHead(500).end()
    })
    await add(world, `${site.origin}/feed.xml`)
    const reads = () => site.asked.filter((path) => path === '/1.html').length
    await world.tick('sources.read')
    expect(reads()).toBe(1)
    for (const [wait, expected] of [
      [5 * 60_000 - 1, 1],
      [1, 2],
      [hour - 1, 2],
      [1, 3],
      [24 * hour, 3],
    ] as const) {
      world.clock.pass(wait)
      await world.tick('sources.read')
      expect(reads()).toBe(expected)
    }
    const [item] = await inbox(world)
    await expect(
      world.call('sourceItems.take', world.author, { params: { id: item?.id } }),
    ).rejects.toMatchObject({ code: 'intake.url_unreachable' })
    expect(await DigestModel.countDocuments({})).toBe(0)
  })

  test('of another branch does not exist', async () => {
    const world = await createWorld()
    const site = await newsSite([1])
    const { source } = await add(world, site.feed)
    const [item] = await inbox(world)
    const stranger = actorOf('9', await createOrg('别处', 'community', null, 99))
    for (const name of ['sourceItems.take', 'sourceItems.ignore'])
      await expect(world.call(name, stranger, { params: { id: item?.id } })).rejects.toMatchObject({
        code: 'request.not_found',
      })
    for (const name of ['sources.update', 'sources.poll', 'sources.remove'])
      await expect(
        world.call(name, stranger, { params: { id: source.id }, body: {} }),
      ).rejects.toMatchObject({ code: 'request.not_found' })
    await expect(
      world.call('sources.create', stranger, {
        body: { url: site.feed, orgId: world.org.id, intervalMinutes: 60 },
      }),
    ).rejects.toMatchObject({ code: 'auth.forbidden' })
  })
})

describe('the same text at two sites', () => {
  test('is shown once, with where else it was', async () => {
    const world = await createWorld()
    const [city, district] = [await newsSite([1]), await newsSite([1, 2], '来源：区里转发')]
    await add(world, city.feed, { name: '市政府' })
    await readAll(world)
    await add(world, district.feed, { name: '区政府' })
    await readAll(world)
    const shown = new Map((await inbox(world)).map(({ title, alsoAt }) => [title, alsoAt]))
    expect(shown.size).toBe(2)
    expect(shown.get('关于停水工作的第1号通知')).toEqual([
      { name: '区政府', url: `${district.origin}/1.html` },
    ])
    expect(shown.get('关于体检工作的第2号通知')).toEqual([])
  })

  test('is shown once when both are read at one moment by two processes', async () => {
    const world = await createWorld()
    const sites = [await newsSite([1]), await newsSite([1], '来源：区里转发')]
    for (const site of sites) await add(world, site.feed)
    await Promise.all([world.tick('sources.read'), world.serverProcess().tick('sources.read')])
    await readAll(world)
    const items = await inbox(world)
    expect(items).toHaveLength(1)
    expect(items[0]?.alsoAt).toHaveLength(1)
  })

  test('does not come back through the other site once it was put aside', async () => {
    const world = await createWorld()
    const [city, district] = [await newsSite([1]), await newsSite([1], '来源：区里转发')]
    await add(world, city.feed)
    const [item] = await inbox(world)
    // before it has been read
    await world.call('sourceItems.ignore', world.author, { params: { id: item?.id } })
    await readAll(world)
    await add(world, district.feed)
    await readAll(world)
    expect(await inbox(world)).toEqual([])
  })

  test('comes forward when the source that had it first is removed', async () => {
    const world = await createWorld()
    const [city, district] = [await newsSite([1]), await newsSite([1], '来源：区里转发')]
    const { source } = await add(world, city.feed)
    await readAll(world)
    await add(world, district.feed)
    await readAll(world)
    await world.call('sources.remove', world.author, { params: { id: source.id } })
    await readAll(world)
    expect((await inbox(world)).map(({ url }) => url)).toEqual([`${district.origin}/1.html`])
  })

  test('is each branch’s own', async () => {
    const [here, there] = [await createWorld(), await createWorld()]
    const site = await newsSite([1])
    await add(here, site.feed)
    await add(there, site.feed)
    await readAll(here)
    expect(await inbox(here)).toHaveLength(1)
    expect(await inbox(there)).toHaveLength(1)
  })
})

describe('looking now', () => {
  test('is for once a minute', async () => {
    const world = await createWorld()
    const site = await newsSite([1])
    const { source } = await add(world, site.feed)
    const look = () =>
      world.call<{ added: number }>('sources.poll', world.author, { params: { id: source.id } })
    site.state.numbers = [2, 1]
    expect((await look()).added).toBe(1)
    world.clock.pass(59_999)
    await expect(look()).rejects.toMatchObject({ code: 'source.just_polled' })
    world.clock.pass(1)
    expect((await look()).added).toBe(0)
  })

  test('works on a paused one, which is not looked at by itself', async () => {
    const world = await createWorld()
    const site = await newsSite([1])
    const { source } = await add(world, site.feed)
    const params = { id: source.id }
    const change = { name: '改了名', intervalMinutes: 30, paused: true }
    const paused = await world.call('sources.update', world.author, { params, body: change })
    expect(paused).toMatchObject({ name: '改了名', health: 'paused', nextPollAt: null })
    await nextHour(world, 100)
    expect(site.state.asked).toHaveLength(1)
    await world.call('sources.poll', world.author, { params })
    expect(site.state.asked).toHaveLength(2)
    await world.call('sources.update', world.author, { params, body: { ...change, paused: false } })
    await world.tick('sources.poll')
    expect(site.state.asked).toHaveLength(3)
  })
})

test('a hundred sources are enough for one branch', async () => {
  const world = await createWorld()
  const site = await newsSite([1])
  const { source } = await add(world, site.feed)
  const model = await SourceModel.findById(source.id).lean()
  if (!model) throw new Error('it was just added')
  const { _id: _own, ...rest } = model
  await SourceModel.insertMany(
    Array.from({ length: 98 }, (_, i) => ({ ...rest, url: `${rest.url}?${i}` })),
  )
  const [hundredth, more] = [await newsSite([1]), await newsSite([1])]
  await add(world, hundredth.feed)
  await expect(add(world, more.feed)).rejects.toMatchObject({ code: 'source.too_many' })
  await world.call('sources.remove', world.author, { params: { id: source.id } })
  await add(world, more.feed)
})
