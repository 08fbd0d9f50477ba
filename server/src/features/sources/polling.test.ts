import type { RequestListener, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { useDatabase } from '../deliveries/test-support/world'
import { publicInternet, type NetworkPolicy } from '../digests'
import { ItemModel } from './item.model'
import { SourceModel } from './source.model'
import {
  add,
  createWorld,
  feedOf,
  inbox,
  only,
  openSite,
  playedInternet,
} from './test-support/world'

useDatabase()
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A feed that is fine until a test makes it something else. */
async function turningSite() {
  const state: { hostile: RequestListener | null; asked: number } = { hostile: null, asked: 0 }
  const site = await openSite((request, response) => {
    if (request.url === '/feed.xml') state.asked += 1
    if (state.hostile) return state.hostile(request, response)
    return response.end(feedOf([2, 1]))
  })
  return { ...site, state, feed: `${site.origin}/feed.xml` }
}

/** 6 MB a page is too much already; a gigabyte is never read to its end. */
const endless = (response: ServerResponse): void => {
  const chunk = Buffer.alloc(1024 * 1024, 'a')
  let sent = 0
  const more = () => {
    while (sent < 1024 && !response.destroyed) {
      sent += 1
      if (!response.write(chunk)) return response.once('drain', more)
    }
    return response.end()
  }
  more()
}

const bomb = gzipSync(Buffer.alloc(6 * 1024 * 1024))

const hostilities: [string, RequestListener, string][] = [
  ['a gigabyte', (_request, response) => endless(response), '太大了'],
  [
    'a length of a gigabyte',
    (_request, response) =>
      response.writeHead(200, { 'content-length': String(2 ** 30) }).write('x'),
    '太大了',
  ],
  [
    'a gzip bomb',
    (_request, response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end(bomb)
    },
    '太大了',
  ],
  ['a body that never ends', (_request, response) => response.writeHead(200).write('<rss'), '太慢'],
  ['silence', () => undefined, '太慢'],
  [
    'redirects for ever',
    (request, response) => response.writeHead(302, { location: `${request.url}x` }).end(),
    '连不上',
  ],
  [
    'a redirect into the private network',
    ({ socket }, response) =>
      response.writeHead(302, { location: `http://127.0.0.2:${socket.localPort}/feed.xml` }).end(),
    '内部网络',
  ],
  [
    'a redirect to a file',
    (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '打不开的地方',
  ],
  [
    'a web page instead of a feed',
    (_request, response) => response.end('<html><body>域名出售</body></html>'),
    '认不出',
  ],
  [
    'a picture',
    (_request, response) => response.end(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0])),
    '不是网页',
  ],
  ['a broken connection', (_request, response) => response.destroy(), '连不上'],
]

/** Short only where the end of patience is what is tested: the machine may be busy. */
const patienceFor = (reason: string) => ({ timeoutMs: reason === '太慢' ? 300 : 10_000 })

describe('a source that turns into', () => {
  test.each(hostilities)('%s harms nothing, and is told', async (_what, hostile, reason) => {
    const world = await createWorld(patienceFor(reason))
    const site = await turningSite()
    await add(world, site.feed)
    const before = await inbox(world)
    site.state.hostile = hostile
    world.clock.pass(hour)
    await world.tick('sources.poll')
    const shown = await only(world)
    expect(shown).toMatchObject({ health: 'failing', newCount: 2 })
    expect(shown.reason).toContain(reason)
    expect(shown.advice).toMatch(/[\u4e00-\u9fff]{4}/)
    expect(await inbox(world)).toEqual(before)
    // twice the interval later it is asked again, and is well when it is well
    site.state.hostile = null
    const asked = site.state.asked
    world.clock.pass(2 * hour - 1)
    await world.tick('sources.poll')
    expect(site.state.asked).toBe(asked)
    world.clock.pass(1)
    await world.tick('sources.poll')
    expect(site.state.asked).toBe(asked + 1)
    expect(await only(world)).toMatchObject({ health: 'ok', reason: null, advice: null })
  })

  test('a feed of a hundred thousand articles with endless titles and scripts is cut', async () => {
    const world = await createWorld()
    const site = await turningSite()
    await add(world, site.feed)
    site.state.hostile = (_request, response) => {
      const items = Array.from({ length: 100_000 }, (_, i) => `<item><title>${i}</title></item>`)
      items[0] = `<item><guid>long</guid><title>${'长'.repeat(100_000)}</title><link>javascript:alert(1)</link></item>`
      items[1] = '<item><title>通知&lt;script&gt;alert(1)&lt;/script&gt;</title></item>'
      response.end(`<rss version="2.0"><channel><title>t</title>${items.join('')}</channel></rss>`)
    }
    world.clock.pass(hour)
    await world.tick('sources.poll')
    const items = await inbox(world)
    expect(items).toHaveLength(32)
    expect(await ItemModel.countDocuments({})).toBe(202)
    for (const { title, url } of items) {
      expect(title).not.toMatch(/[<>]|script|alert/)
      expect(Array.from(title).length).toBeLessThanOrEqual(120)
      if (title.startsWith('长')) expect(url).toBeNull()
    }
  })

  test('one whose articles lead into the private network is not followed', async () => {
    const world = await createWorld()
    const site = await openSite((request, response) => {
      if (request.url !== '/feed.xml') return response.end('secret')
      const items = ['http://127.0.0.2:1/a', 'http://10.0.0.1/b', 'http://169.254.169.254/c'].map(
        (link, i) => `<item><guid>${i}</guid><title>通知${i}</title><link>${link}</link></item>`,
      )
      return response.end(
        `<rss version="2.0"><channel><title>t</title>${items.join('')}</channel></rss>`,
      )
    })
    await add(world, `${site.origin}/feed.xml`)
    await world.tick('sources.read')
    const items = await inbox(world)
    expect(items.map(({ summary }) => summary)).toEqual(['', '', ''])
    for (const { id } of items)
      await expect(
        world.call('sourceItems.take', world.author, { params: { id } }),
      ).rejects.toMatchObject({ code: 'intake.url_private' })
  })

  test('a name that later leads into the private network is refused', async () => {
    let address = '127.0.0.1'
    const network: NetworkPolicy = {
      ...playedInternet,
      resolve: () => Promise.resolve([{ address, family: 4 }]),
    }
    const world = await createWorld({ network })
    const site = await turningSite()
    await add(world, `http://rebind.test:${site.port}/feed.xml`)
    address = '127.0.0.2'
    world.clock.pass(hour)
    await world.tick('sources.poll')
    expect((await only(world)).reason).toContain('内部网络')
    expect(site.state.asked).toBe(1)
  })
})

describe('adding', () => {
  test.each([
    ['http://127.0.0.1/feed.xml', 'intake.url_private'],
    ['http://localhost:3000/api/health', 'intake.url_invalid'],
    ['http://192.168.1.1/', 'intake.url_private'],
    ['ftp://example.com/', 'intake.url_invalid'],
    ['javascript:alert(1)', 'intake.url_invalid'],
    ['不是网址', 'intake.url_invalid'],
  ])('%s is refused on the public rule', async (url, code) => {
    const world = await createWorld({ network: publicInternet })
    await expect(add(world, url)).rejects.toMatchObject({ code })
    expect(await SourceModel.countDocuments({})).toBe(0)
  })

  test.each(hostilities)('%s says so, and keeps nothing', async (_what, hostile, reason) => {
    const world = await createWorld(patienceFor(reason))
    const site = await turningSite()
    site.state.hostile = hostile
    await expect(add(world, site.feed)).rejects.toMatchObject({
      code: expect.stringMatching(/^(intake|source)\./),
    })
    expect(await SourceModel.countDocuments({})).toBe(0)
  })
})

describe('when it fails again and again', () => {
  test('it is asked less and less, to once a day, and the alarm is raised', async () => {
    const world = await createWorld()
    const site = await turningSite()
    await add(world, site.feed)
    site.state.hostile = (_request, response) => response.writeHead(404).end()
    const asked: number[] = []
    const healths: string[] = []
    world.clock.pass(hour)
    for (const wait of [2, 4, 8, 16, 24, 24, 24]) {
      await world.tick('sources.poll')
      asked.push(site.state.asked)
      healths.push((await only(world)).health)
      world.clock.pass(wait * hour - 1)
      await world.tick('sources.poll')
      asked.push(site.state.asked)
      world.clock.pass(1)
    }
    expect(asked).toEqual([2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8])
    expect(healths).toEqual(['failing', 'failing', 'failing', 'failing', 'failing', 'dead', 'dead'])
    expect(await only(world)).toMatchObject({ reason: expect.stringContaining('404') })
  })

  test('it waits as long as the other side asks, and so do all at that host', async () => {
    const world = await createWorld()
    const site = await turningSite()
    await add(world, site.feed)
    await add(world, `${site.origin}/other.xml`)
    site.state.hostile = (_request, response) =>
      response.writeHead(503, { 'retry-after': String((3 * hour) / 1000) }).end()
    world.clock.pass(hour)
    const before = site.asked.length
    await world.tick('sources.poll')
    expect(site.asked.length).toBe(before + 1)
    await expect(add(world, `${site.origin}/third.xml`)).rejects.toMatchObject({
      code: 'source.busy',
    })
    world.clock.pass(3 * hour - 1)
    await world.tick('sources.poll')
    expect(site.asked.length).toBe(before + 1)
    site.state.hostile = null
    world.clock.pass(1)
    // One of the two may find the host taken by the other, and then waits five seconds.
    await world.tick('sources.poll')
    world.clock.pass(5_000)
    await world.tick('sources.poll')
    expect(site.asked.length).toBe(before + 3)
    expect(await SourceModel.countDocuments({ failures: 0 })).toBe(2)
  })
})

describe('several processes', () => {
  test('ask once for each source that is due', async () => {
    const world = await createWorld()
    const sites = await Promise.all(Array.from({ length: 6 }, turningSite))
    for (const site of sites) await add(world, site.feed)
    world.clock.pass(hour)
    const processes = Array.from({ length: 4 }, () => world.serverProcess())
    await Promise.all(processes.map(({ tick }) => tick('sources.poll')))
    expect(sites.map(({ state }) => state.asked)).toEqual([2, 2, 2, 2, 2, 2])
  })

  test('ask one host one thing at a time', async () => {
    const world = await createWorld()
    let open = 0
    let most = 0
    let hold = false
    let release = () => undefined as void
    let held = () => undefined as void
    const isHeld = new Promise<void>((resolve) => (held = resolve))
    const site = await openSite((_request, response) => {
      open += 1
      most = Math.max(most, open)
      const answer = () => {
        open -= 1
        response.end(feedOf([1]))
      }
      if (!hold) return answer()
      hold = false
      release = answer
      return held()
    })
    for (const name of ['a', 'b', 'c']) await add(world, `${site.origin}/${name}.xml`)
    hold = true
    world.clock.pass(hour)
    const processes = [world.serverProcess(), world.serverProcess(), world.serverProcess()]
    const first = processes[0]?.tick('sources.poll')
    await isHeld
    await Promise.all(processes.slice(1).map(({ tick }) => tick('sources.poll')))
    expect(open).toBe(1)
    expect(site.asked).toHaveLength(4)
    release()
    await first
    for (let turn = 0; turn < 3; turn += 1) {
      world.clock.pass(10_000)
      await Promise.all(processes.map(({ tick }) => tick('sources.poll')))
    }
    expect(most).toBe(1)
    expect([...site.asked].sort()).toEqual([
      '/a.xml',
      '/a.xml',
      '/b.xml',
      '/b.xml',
      '/c.xml',
      '/c.xml',
    ])
  })

  test('take over what a dead one had claimed, when its claim has run out', async () => {
    const world = await createWorld()
    const site = await turningSite()
    await add(world, site.feed)
    world.clock.pass(hour)
    const claimedUntil = new Date(world.clock.now().getTime() + 90_000)
    await SourceModel.updateMany({}, { claim: 'dead', claimedUntil })
    world.clock.pass(90_000 - 1)
    await world.tick('sources.poll')
    expect(site.state.asked).toBe(1)
    world.clock.pass(1)
    await world.tick('sources.poll')
    expect(site.state.asked).toBe(2)
  })

  test('do not sleep because the clock once stood in the future', async () => {
    const world = await createWorld()
    const site = await turningSite()
    await add(world, site.feed)
    const future = new Date(world.clock.now().getTime() + 400 * day)
    await SourceModel.updateMany({}, { claim: 'dead', claimedUntil: future, nextPollAt: future })
    await world.tick('sources.poll')
    expect(site.state.asked).toBe(2)
    expect(Date.parse((await only(world)).nextPollAt ?? '')).toBe(
      world.clock.now().getTime() + hour,
    )
  })

  test('stop between two questions when they are told to', async () => {
    const world = await createWorld()
    const site = await turningSite()
    await add(world, site.feed)
    world.clock.pass(hour)
    for (const job of world.jobs) await job.run(AbortSignal.abort())
    expect(site.state.asked).toBe(1)
  })
})
