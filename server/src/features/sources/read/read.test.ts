import { describe, expect, it } from 'vitest'
import { addressKey, instantOf, plainTitle, webAddress } from './entry'
import { looksLikeFeed, MAX_FEED_ITEMS, readFeed } from './feed'
import { advertisedFeed, pageTitle, readList } from './list'
import { readPage } from './page'

const base = 'https://www.qinghe.example/tz/'
const now = new Date('2026-11-23T04:00:00Z')
const rss = (items: string, head = '') =>
  `<?xml version="1.0"?>${head}<rss version="2.0"><channel><title>通知公告</title>${items}</channel></rss>`

describe('readFeed', () => {
  it('reads RSS with a bare &, relative links and Chinese dates', () => {
    const found = readFeed(
      rss(
        '<item><title>A & B 的通知</title><link>./1.html?a=1&b=2</link><pubDate>2026-11-22 10:00:00</pubDate></item>',
      ),
      base,
      now,
    )
    expect(found?.title).toBe('通知公告')
    expect(found?.entries).toMatchObject([
      {
        title: 'A & B 的通知',
        url: 'https://www.qinghe.example/tz/1.html?a=1&b=2',
        publishedAt: new Date('2026-11-22T02:00:00Z'),
        content: null,
      },
    ])
  })

  it.each([
    [
      'Atom',
      '<feed xmlns="http://www.w3.org/2005/Atom"><title>通知</title><entry><id>urn:1</id><title type="html">&lt;b&gt;停水&lt;/b&gt;通知</title><link rel="self" href="/self"/><link href="/1.html"/><updated>2026-11-22T02:00:00Z</updated></entry></feed>',
    ],
    [
      'RDF',
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>通知</title></channel><item rdf:about="https://www.qinghe.example/1.html"><title>停水通知</title><link>https://www.qinghe.example/1.html</link><dc:date>2026-11-22T02:00:00Z</dc:date></item></rdf:RDF>',
    ],
    [
      'JSON Feed',
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: '通知',
        items: [
          { id: '1', url: '/1.html', title: '停水通知', date_published: '2026-11-22T02:00:00Z' },
        ],
      }),
    ],
  ])('reads %s', (_name, text) => {
    expect(looksLikeFeed(text)).toBe(true)
    expect(readFeed(text, base, now)).toMatchObject({
      title: '通知',
      entries: [
        {
          title: '停水 通知'.replace(' ', text.startsWith('<feed') ? ' ' : ''),
          url: 'https://www.qinghe.example/1.html',
          publishedAt: new Date('2026-11-22T02:00:00Z'),
        },
      ],
    })
  })

  it('knows an article by its guid, else by its address', () => {
    const key = (item: string) => readFeed(rss(item), base, now)?.entries[0]?.key
    const first = key('<item><guid>7</guid><title>通知</title><link>/a.html</link></item>')
    expect(key('<item><guid>7</guid><title>通知（更正）</title><link>/b.html</link></item>')).toBe(
      first,
    )
    expect(
      key('<item><title>通知</title><link>http://qinghe.example/c.html?utm_source=x</link></item>'),
    ).toBe(key('<item><title>通知</title><link>https://www.qinghe.example/c.html</link></item>'))
  })

  it('keeps a whole text and leaves a summary', () => {
    const content = (words: string) =>
      readFeed(
        rss(`<item><title>通知</title><description>${words}</description></item>`),
        base,
        now,
      )?.entries[0]?.content
    expect(content('字'.repeat(399))).toBeNull()
    expect(content('字'.repeat(400))).toBe('字'.repeat(400))
  })

  it('does not swell with entities that a bomb declares', () => {
    const bomb = rss(
      '<item><title>&c;&c;&c;&c;&c;&c;&c;&c;&c;</title><link>/1.html</link></item>',
      '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>',
    )
    expect(readFeed(bomb, base, now)?.entries[0]?.title).toBe('&c;&c;&c;&c;&c;&c;&c;&c;&c;')
    const outside = rss(
      '<item><title>t &a;</title></item>',
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    )
    expect(readFeed(outside, base, now)?.entries[0]?.title).toBe('t &a;')
  })

  it('looks at the first two hundred of a hundred thousand articles', () => {
    const items = Array.from(
      { length: 100_000 },
      (_, i) => `<item><title>通知${i}</title><guid>${i}</guid></item>`,
    ).join('')
    const found = readFeed(rss(items), base, now)
    expect(found?.entries).toHaveLength(MAX_FEED_ITEMS)
    expect(found?.entries.at(-1)?.title).toBe('通知199')
  })

  it('refuses what nobody writes by honest means', () => {
    expect(readFeed(rss(`<item>${'<a/>'.repeat(100_000)}</item>`), base, now)).toBeNull()
    expect(readFeed(`<rss${' <!DOCTYPE ['.repeat(300_000)}`, base, now)).toBeNull()
    expect(readFeed('<html><body>没有</body></html>', base, now)).toBeNull()
    expect(readFeed('{"version": 1', base, now)).toBeNull()
    expect(readFeed('', base, now)).toBeNull()
  })
})

describe('what is shown of an article', () => {
  it('has no tags, no scripts and no end', () => {
    expect(plainTitle('通知<script>alert(1)</script>')).toBe('通知')
    expect(plainTitle('&lt;img src=x onerror=alert(1)&gt;通知')).toBe('通知')
    expect(plainTitle('  a\n b\u202E\u0000 ')).toBe('a b')
    expect(plainTitle('3 < 5 的道理')).toBe('3 < 5 的道理')
    const long = plainTitle('长'.repeat(1_000_000))
    expect(Array.from(long)).toHaveLength(120)
    expect(long.endsWith('…')).toBe(true)
    expect(Array.from(plainTitle('长'.repeat(120)))).toHaveLength(120)
  })

  it.each([
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['file:///etc/passwd', null],
    ['http://user:secret@qinghe.example/', null],
    [`/${'a'.repeat(2000)}`, null],
    ['', null],
    [undefined, null],
    ['1.html#top', 'https://www.qinghe.example/tz/1.html'],
  ])('links to %s as %s', (href, expected) => {
    expect(webAddress(href, base)).toBe(expected)
  })

  it('dates what can be dated', () => {
    expect(instantOf('2026/3/1', now)).toEqual(new Date('2026-02-28T16:00:00Z'))
    expect(instantOf('Mon, 23 Nov 2026 10:00:00 +0800', now)).toEqual(
      new Date('2026-11-23T02:00:00Z'),
    )
    expect(instantOf('2026-11-25T04:00:00Z', now)).not.toBeNull()
    expect(instantOf('2026-11-25T04:00:01Z', now)).toBeNull()
    expect(instantOf('昨天', now)).toBeNull()
    expect(instantOf(7, now)).toBeNull()
  })

  it('takes addresses for the same that lead to the same', () => {
    expect(addressKey('http://www.a.example/x/?b=2&a=1&utm_medium=wx')).toBe(
      addressKey('https://a.example/x?a=1&b=2'),
    )
    expect(addressKey('https://a.example/x?a=1')).not.toBe(addressKey('https://a.example/x?a=2'))
  })
})

const listPage = `<html><head><title>通知公告_青禾区政府</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml?a=1&amp;b=2"></head><body>
<nav><a href="/">首页</a><a href="/jg/2026.html">机构职能</a></nav>
<ul>
<li><a href="./202611/t20261122_1.html" title="关于做好今冬明春供暖工作的通知">关于做好今冬明春…</a><span>2026-11-22</span></li>
<li><a href="./202611/t20261121_2.html">[2026-11-21] 关于开展楼道堆物清理月活动的通知</a></li>
<li><a href="./202611/t20261121_2.html#more">关于开展楼道堆物清理月活动的通知</a></li>
<li><a href="https://other.example/2026/1.html">别的网站的一篇很长的文章标题</a></li>
<li><a href="javascript:open(1)">关于做好垃圾分类工作的通知</a></li>
<li><a href="/info?id=77">关于社区食堂对居民开放的公告</a><span>2026年11月20日</span></li>
</ul></body></html>`

describe('readList', () => {
  it('takes headlines for articles, and menus for menus', () => {
    expect(
      readList(listPage, base, now).map(({ title, url, publishedAt }) => [
        title,
        url,
        publishedAt?.toISOString(),
      ]),
    ).toEqual([
      [
        '关于做好今冬明春供暖工作的通知',
        'https://www.qinghe.example/tz/202611/t20261122_1.html',
        '2026-11-21T16:00:00.000Z',
      ],
      [
        '关于开展楼道堆物清理月活动的通知',
        'https://www.qinghe.example/tz/202611/t20261121_2.html',
        '2026-11-20T16:00:00.000Z',
      ],
      [
        '关于社区食堂对居民开放的公告',
        'https://www.qinghe.example/info?id=77',
        '2026-11-19T16:00:00.000Z',
      ],
    ])
    expect(pageTitle(listPage)).toBe('通知公告')
    expect(advertisedFeed(listPage, base)).toBe('https://www.qinghe.example/feed.xml?a=1&b=2')
  })

  it('looks at two hundred links, and at nothing that is nested beyond reason', () => {
    const many = Array.from(
      { length: 5000 },
      (_, i) => `<li><a href="/${1000 + i}.html">关于某一件具体事情的通知${i}</a></li>`,
    ).join('')
    expect(readList(`<ul>${many}</ul>`, base, now)).toHaveLength(200)
    expect(readList(`${'<div>'.repeat(100_000)}${many}`, base, now)).toEqual([])
    expect(readList(`<ul>${many}</ul>${' '.repeat(2_000_000)}`, base, now)).toEqual([])
  })
})

describe('readPage', () => {
  const html = (line: string, visits: number) =>
    `<html><head><title>办事指南</title></head><body><div><p>${line}</p><p>浏览次数：${visits}</p></div></body></html>`

  it('changes with its words, not with a counter', () => {
    const key = (line: string, visits: number) => readPage(html(line, visits), true, base)?.key
    expect(key('受理时间为工作日九点到十七点', 1)).toBe(key('受理时间为工作日九点到十七点', 2))
    expect(key('受理时间为工作日九点到十七点', 1)).not.toBe(key('受理时间为工作日八点到十七点', 1))
    expect(readPage('<html><body></body></html>', true, base)).toBeNull()
  })
})
