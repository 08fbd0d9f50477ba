import { gzipSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extractPolicy } from '../index'
import { startLocalSite } from '../test-support/local-site'
import type { LocalSite } from '../test-support/local-site'
import { isPublicAddress } from './address-guard'
import { fetchIfChanged, maxPageBytes, publicInternet } from './fetch-page'
import type { NetworkPolicy } from './fetch-page'

const page = `<html><head><meta charset="gbk"><title>便民服务公告</title></head><body><h1>便民服务公告</h1>
<p>一、服务时间：每月第二个星期六上午9:00至11:00，地点在社区服务大厅，居民可以直接到场参加。</p>
<p>二、服务内容：为60岁以上老人免费理发、量血压、检修水电，每人每次限选两项，先到先得。</p>
<p>三、报名办法：居民应当在活动前3个工作日到社区登记，行动不便的老人可以由网格员代为登记。</p></body></html>`

const fetchPage = async (address: string, timeoutMs: number, policy: NetworkPolicy) => {
  const found = await fetchIfChanged(address, { timeoutMs, policy })
  if (found === 'unchanged') throw new Error('nothing was known')
  return found
}

let site: LocalSite
beforeAll(async () => {
  site = await startLocalSite((request, response) => {
    switch (request.url) {
      case '/page':
        response.setHeader('content-type', 'text/html')
        return response.end(iconv.encode(page, 'gbk'))
      case '/zipped':
        response.setHeader('content-encoding', 'gzip')
        return response.end(gzipSync(page.replace('gbk', 'utf-8')))
      case '/bomb':
        response.setHeader('content-encoding', 'gzip')
        return response.end(gzipSync(Buffer.alloc(maxPageBytes + 1)))
      case '/private':
        return response.writeHead(302, { location: `http://127.0.0.2:${site.port}/page` }).end()
      case '/moved':
        return response.writeHead(301, { location: '/page' }).end()
      case '/loop':
        return response.writeHead(302, { location: '/loop' }).end()
      case '/file':
        return response.writeHead(302, { location: 'file:///etc/passwd' }).end()
      case '/slow':
        response.writeHead(200, { 'content-type': 'text/html' })
        return response.write('<p>等')
      case '/dated': {
        const current = request.headers['if-none-match'] === '"v1"'
        response.setHeader('etag', '"v1"')
        response.setHeader('last-modified', 'Mon, 23 Nov 2026 04:00:00 GMT')
        if (current) return response.writeHead(304).end()
        return response.end('文字')
      }
      case '/busy':
        return response.writeHead(429, { 'retry-after': '120' }).end()
      case '/nothing':
        return response.writeHead(304).end()
      case '/silent':
        return undefined
      case '/picture':
        return response.end(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]))
      case '/endless':
        return response.end(Buffer.alloc(maxPageBytes + 1, 'a'))
      default:
        return response.writeHead(404).end()
    }
  })
})
afterAll(() => site.close())

const extractLocal = (path: string, timeoutMs = 5000) =>
  extractPolicy(
    { kind: 'url', url: `${site.origin}${path}` },
    { allowPrivateNetwork: true, timeoutMs },
  )

describe('extractPolicy on an address', () => {
  it.each(['/page', '/moved', '/zipped'])('reads %s', async (path) => {
    const draft = await extractLocal(path)
    expect(draft.title).toBe('便民服务公告')
    expect(draft.points.map(({ title }) => title)).toEqual(['服务时间', '服务内容', '报名办法'])
    expect(draft.sourceUrl).toBe(`${site.origin}${path === '/moved' ? '/page' : path}`)
  })

  it.each([
    ['/loop', 'intake.url_unreachable'],
    ['/missing', 'intake.url_unreachable'],
    ['/file', 'intake.url_invalid'],
    ['/picture', 'intake.not_text'],
    ['/endless', 'intake.too_large'],
    ['/bomb', 'intake.too_large'],
  ])('refuses %s with %s', async (path, code) => {
    await expect(extractLocal(path)).rejects.toMatchObject({ code })
  })

  it.each(['/slow', '/silent'])('gives up on %s in time', async (path) => {
    await expect(extractLocal(path, 200)).rejects.toMatchObject({ code: 'intake.url_timeout' })
  })

  it('follows three redirects and no fourth', async () => {
    const before = site.asked.length
    await expect(extractLocal('/loop')).rejects.toMatchObject({ code: 'intake.url_unreachable' })
    expect(site.asked.length - before).toBe(4)
  })

  it('says that a server which refuses the connection is unreachable', async () => {
    const closed = await startLocalSite(() => undefined)
    await closed.close()
    await expect(
      extractPolicy({ kind: 'url', url: closed.origin }, { allowPrivateNetwork: true }),
    ).rejects.toMatchObject({ code: 'intake.url_unreachable' })
  })
})

describe('asking whether something has changed', () => {
  const ask = (path: string, known?: { etag: string | null; lastModified: string | null }) =>
    fetchIfChanged(`${site.origin}${path}`, {
      timeoutMs: 5000,
      known,
      policy: { ...publicInternet, isAllowedAddress: () => true, anyPort: true },
    })

  it('keeps what the server gives, and sends it back', async () => {
    const first = await ask('/dated')
    if (first === 'unchanged') throw new Error('nothing was known')
    expect(first.validators).toEqual({
      etag: '"v1"',
      lastModified: 'Mon, 23 Nov 2026 04:00:00 GMT',
    })
    expect(await ask('/dated', first.validators)).toBe('unchanged')
    expect(await ask('/dated', { ...first.validators, etag: '"v0"' })).toHaveProperty('bytes')
  })

  it('takes 304 for an answer only when it asked', async () => {
    await expect(ask('/nothing')).rejects.toMatchObject({ code: 'intake.url_unreachable' })
    expect(await ask('/nothing', { etag: null, lastModified: 'x' })).toBe('unchanged')
  })

  it('says what the server answered instead', async () => {
    await expect(ask('/busy')).rejects.toMatchObject({
      code: 'intake.url_unreachable',
      answer: { status: 429, retryAfter: '120' },
    })
  })

  it('asks before each hop, and lets the refusal through as it is', async () => {
    const hosts: string[] = []
    const refusal = new Error('not now')
    const asking = (most: number) =>
      fetchIfChanged(`${site.origin}/private`, {
        timeoutMs: 5000,
        policy: { ...publicInternet, isAllowedAddress: () => true, anyPort: true },
        beforeHop: async (host) => {
          if (hosts.length === most) throw refusal
          hosts.push(host)
        },
      })
    const before = site.asked.length
    await expect(asking(1)).rejects.toBe(refusal)
    expect(hosts).toEqual([`127.0.0.1:${site.port}`])
    expect(site.asked.slice(before)).toEqual(['/private'])
  })
})

describe('the private network stays private', () => {
  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0.0.0.0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fc00::1]/',
    'http://[fd12:3456::1]/',
    'http://[fe80::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://localhost/',
    'http://localhost./',
    'http://１２７.0.0.1/',
  ])('%s', async (url) => {
    await expect(extractPolicy({ kind: 'url', url })).rejects.toMatchObject({
      code: 'intake.url_private',
      status: 422,
    })
  })

  it.each([
    '',
    'not a url',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://user:secret@example.com/',
    'http://example.com:22/',
    'http://example.com:8080/',
    `http://example.com/${'a'.repeat(2000)}`,
  ])('%s is no address to read', async (url) => {
    await expect(extractPolicy({ kind: 'url', url })).rejects.toMatchObject({
      code: 'intake.url_invalid',
    })
  })

  it.each([
    ['8.8.8.8', true],
    ['100.63.255.255', true],
    ['100.128.0.0', true],
    ['172.15.255.255', true],
    ['172.32.0.0', true],
    ['223.255.255.255', true],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['2400:3200::1', true],
    ['2001::1', false],
    ['ff02::1', false],
    ['example.com', false],
  ])('%s public: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected)
  })

  /** 127.0.0.1 plays a public address, so that a hop to 127.0.0.2 is one into the private network. */
  const played: NetworkPolicy = {
    isAllowedAddress: (address) => address === '127.0.0.1',
    anyPort: true,
    resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  }

  it('does not follow a redirect into it', async () => {
    const before = site.asked.length
    await expect(fetchPage(`${site.origin}/private`, 5000, played)).rejects.toMatchObject({
      code: 'intake.url_private',
    })
    expect(site.asked.slice(before)).toEqual(['/private'])
  })

  it('follows the same redirect where the private network is allowed', async () => {
    const draft = await extractLocal('/private')
    expect(draft.title).toBe('便民服务公告')
  })

  it('connects to the address it checked, and asks the name server once per connection', async () => {
    let asked = 0
    const rebinding: NetworkPolicy = {
      ...played,
      resolve: () =>
        Promise.resolve([{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }]),
    }
    const found = await fetchPage(`http://rebind.test:${site.port}/page`, 5000, rebinding)
    expect(found.bytes.length).toBeGreaterThan(100)
    expect(asked).toBe(1)
  })

  it.each([
    ['the only answer', ['10.0.0.1']],
    ['one answer among public ones', ['127.0.0.1', '10.0.0.1']],
  ])('refuses a name with a private address as %s', async (_name, addresses) => {
    const before = site.asked.length
    const policy: NetworkPolicy = {
      ...played,
      resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
    }
    await expect(
      fetchPage(`http://name.test:${site.port}/page`, 5000, policy),
    ).rejects.toMatchObject({ code: 'intake.url_private' })
    expect(site.asked.length).toBe(before)
  })

  it('uses the public rule by default', () => {
    expect(publicInternet.isAllowedAddress('127.0.0.1')).toBe(false)
    expect(publicInternet.anyPort).toBe(false)
  })
})
