import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIntent } from './intent'
import type { Intent, SuggestIntent } from './intent-kinds'

const say = (text: string, quoted: string | null = null): Intent => parseIntent(text, quoted)
function suggestion(text: string, quoted: string | null = null): SuggestIntent {
  const intent = say(text, quoted)
  if (intent.kind !== 'suggest') throw new Error(`${text} was read as ${intent.kind}`)
  return intent
}

describe('a point number', () => {
  test.each([
    ['3 路灯坏了', 3, '路灯坏了'],
    ['3路灯坏了', 3, '路灯坏了'],
    ['３　路灯坏了', 3, '路灯坏了'],
    ['3、路灯坏了', 3, '路灯坏了'],
    ['3. 路灯坏了', 3, '路灯坏了'],
    ['3）路灯坏了', 3, '路灯坏了'],
    ['3：路灯坏了', 3, '路灯坏了'],
    ['3\n路灯坏了', 3, '路灯坏了'],
    ['3️⃣ 路灯坏了', 3, '路灯坏了'],
    ['③路灯坏了', 3, '路灯坏了'],
    ['第3条路灯坏了', 3, '路灯坏了'],
    ['第三点，路灯坏了', 3, '路灯坏了'],
    ['第十二条：路灯', 12, '路灯'],
    ['三、路灯坏了', 3, '路灯坏了'],
    ['3点，路灯坏了', 3, '路灯坏了'],
    ['3 5楼没水', 3, '5楼没水'],
    ['3 个人觉得太贵', 3, '个人觉得太贵'],
    ['3道路不平', 3, '道路不平'],
    ['3多少钱', 3, '多少钱'],
    ['33 路灯坏了', 33, '路灯坏了'],
    ['12路灯', 12, '路灯'],
    ['建议：3 路灯坏了', 3, '路灯坏了'],
  ])('%s', (text, pointNo, left) => {
    expect(suggestion(text)).toMatchObject({ pointNo, text: left, anonymous: false })
  })
  test.each([
    '3号楼路灯坏了',
    '3 号楼路灯坏了',
    '3月15日停水',
    '3000元太多',
    '300元太多',
    '3元一次',
    '3,000元太多',
    '3.5米宽',
    '3:30没人',
    '3-5号楼',
    '3～5岁没学上',
    '3路公交不停',
    '3点开会没人',
    '3楼漏水',
    '3个人反映',
    '3%太高',
    '12月的电费',
    '2026年的账',
    '第3期的事没说清',
    '三楼漏水',
    '路灯 3 盏坏了',
  ])('%s has none', (text) => {
    expect(suggestion(text).pointNo).toBeNull()
  })
  test('that may not exist leaves the whole text at hand', () => {
    expect(suggestion('33 路灯坏了').wholeText).toBe('33 路灯坏了')
    expect(suggestion('匿名 33 路灯').wholeText).toBe('33 路灯')
  })
})

describe('anonymous', () => {
  test.each([
    ['匿名 3 太贵', 3, '太贵'],
    ['匿名：太贵', null, '太贵'],
    ['匿名3太贵', 3, '太贵'],
    ['3 匿名：太贵', 3, '太贵'],
    ['建议：匿名，太贵', null, '太贵'],
    ['匿名投票能不能有', null, '匿名投票能不能有'],
  ])('%s', (text, pointNo, left) => {
    expect(suggestion(text)).toMatchObject({ anonymous: true, pointNo, text: left })
  })
  test('not when it is only talked about', () => {
    expect(suggestion('能不能匿名').anonymous).toBe(false)
  })
})

describe('an issue', () => {
  test('named in the text', () => {
    expect(suggestion('第46期 3 太贵')).toMatchObject({ issueNo: 46, pointNo: 3, text: '太贵' })
    expect(suggestion('46期第3条太贵')).toMatchObject({ issueNo: 46, pointNo: 3, text: '太贵' })
  })
  test('quoted', () => {
    const digest = '【政策摘要 第47期】（续 2/3）\n4. 找谁办：见 LX-20261122-0007'
    expect(suggestion('4 周末能办吗', digest)).toMatchObject({
      issueNo: 47,
      pointNo: 4,
      aboutNumber: null,
    })
    expect(suggestion('5 太慢', digest)).toMatchObject({ pointNo: 5, text: '太慢' })
  })
})

const question = '编号 LX-20261122-0007 已办结\n满意吗？回复 1–5（5 最满意）；没解决请回“没解决”。'
const receipt = '收到，记在第 3 条下。\n编号 LX-20261122-0007\n11月27日前答复您。'
describe('commands', () => {
  test.each<[string, string | null, Intent]>([
    ['查 0007', null, { kind: 'query', number: '0007' }],
    ['查０００７', null, { kind: 'query', number: '0007' }],
    ['查编号 LX-20261122-0007', null, { kind: 'query', number: 'LX-20261122-0007' }],
    ['查一下 lx20261122 0007 的进度吧', null, { kind: 'query', number: 'LX-20261122-0007' }],
    ['LX-20261122-0007', null, { kind: 'query', number: 'LX-20261122-0007' }],
    ['0007', null, { kind: 'query', number: '0007' }],
    ['查', null, { kind: 'query', number: null }],
    ['查进度', null, { kind: 'query', number: null }],
    ['办得怎么样了？', receipt, { kind: 'query', number: 'LX-20261122-0007' }],
    ['5', null, { kind: 'rate', score: 5, comment: null, number: null }],
    ['５', null, { kind: 'rate', score: 5, comment: null, number: null }],
    ['4分', null, { kind: 'rate', score: 4, comment: null, number: null }],
    ['满意！', null, { kind: 'rate', score: 5, comment: null, number: null }],
    ['不满意', null, { kind: 'rate', score: 2, comment: null, number: null }],
    ['满意，修得快', null, { kind: 'rate', score: 5, comment: '修得快', number: null }],
    ['4分 修得快', null, { kind: 'rate', score: 4, comment: '修得快', number: null }],
    [
      '5 修得快',
      question,
      { kind: 'rate', score: 5, comment: '修得快', number: 'LX-20261122-0007' },
    ],
    ['0007 5', null, { kind: 'rate', score: 5, comment: null, number: '0007' }],
    ['评价 0007 4 还行', null, { kind: 'rate', score: 4, comment: '还行', number: '0007' }],
    ['没解决', null, { kind: 'reopen', number: null, reason: null }],
    ['还是没有解决，晚上照样黑', null, { kind: 'reopen', number: null, reason: '晚上照样黑' }],
    ['没解决 0007 晚上照样黑', null, { kind: 'reopen', number: '0007', reason: '晚上照样黑' }],
    ['0007没解决', null, { kind: 'reopen', number: '0007', reason: null }],
    ['没解决', receipt, { kind: 'reopen', number: 'LX-20261122-0007', reason: null }],
    ['帮助', null, { kind: 'help' }],
    ['？', null, { kind: 'help' }],
    ['隐私', null, { kind: 'privacy' }],
    ['绑定 482913', null, { kind: 'bind', code: '482913' }],
    ['绑定：４８２ ９１３。', null, { kind: 'bind', code: '482913' }],
    ['绑定本群 482913', null, { kind: 'bind', code: '482913' }],
    ['看看 482913', null, { kind: 'look', code: '482913' }],
    ['看看：４８２ ９１３。', null, { kind: 'look', code: '482913' }],
    ['看一看482913', null, { kind: 'look', code: '482913' }],
    ['', null, { kind: 'empty' }],
    ['👍👍', null, { kind: 'empty' }],
    ['7', null, { kind: 'empty' }],
    ['建议：', null, { kind: 'empty' }],
    ['匿名 3 。', null, { kind: 'empty' }],
  ])('%s', (text, quoted, intent) => {
    expect(say(text, quoted)).toEqual(intent)
  })
  test.each([
    '查水表的没来',
    '查一下3号楼路灯',
    '满意度调查怎么填',
    '5分钟才来',
    '没解决的事太多',
    '帮助老人办证',
  ])('%s is a suggestion', (text) => {
    expect(suggestion(text).text).toBe(text)
  })
  test('a point number under a quoted receipt is no score', () => {
    expect(suggestion('2 晚上太吵', receipt)).toMatchObject({ pointNo: 2, text: '晚上太吵' })
  })
  test('an addition to a quoted matter', () => {
    expect(suggestion('二楼也不亮', receipt).aboutNumber).toBe('LX-20261122-0007')
  })
})

describe('whatever is typed', () => {
  const pieces = fc.constantFrom(
    '3',
    '３',
    '33',
    ' ',
    '　',
    '、',
    '：',
    '匿名',
    '查',
    '第',
    '条',
    '号楼',
    '5',
    '满意',
    '没解决',
    '路灯坏了',
    '🙂',
    '\n',
    'LX-20261122-0007',
    '建议：',
    '期',
    '①',
    '元',
    '\u0000',
    '\u200b',
    '帮助',
  )
  const typed = fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
  )
  const words = (text: string) => text.match(/\p{L}|\p{N}/gu) ?? []

  test('it never throws, and gives whole numbers in range', () => {
    fc.assert(
      fc.property(typed, fc.option(typed), (text, quoted) => {
        const intent = say(text, quoted)
        if (intent.kind === 'rate') expect([1, 2, 3, 4, 5]).toContain(intent.score)
        if (intent.kind === 'suggest' && intent.pointNo !== null)
          expect(intent.pointNo).toBeLessThan(100)
      }),
      { numRuns: 2000 },
    )
  })

  test('a suggestion keeps every word that is not a head it reports', () => {
    const head = /^(?:建议|反馈|诉求|意见|投诉|匿名|不留名|不具名|第|期|的|\p{N}|\s|[:：,，、。])*/u
    fc.assert(
      fc.property(typed, fc.option(typed), (text, quoted) => {
        const intent = say(text, quoted)
        if (intent.kind !== 'suggest') return
        const seen = text.replace(/[\u0000-\u0008\u200b]/g, '').trim()
        expect(seen.endsWith(intent.text)).toBe(true)
        // what was cut off is a head and nothing but heads
        const cut = words(text).length - words(intent.wholeText).length
        expect(cut).toBeLessThanOrEqual(words(head.exec(seen)?.[0] ?? '').length)
        expect(intent.wholeText.endsWith(intent.text)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('3,000 and 20,000 characters come through whole', () => {
    for (const size of [3000, 20_000]) {
      const long = '路灯坏了😀，'.repeat(Math.ceil(size / 8)).slice(0, size - 1) + '完'
      expect(suggestion(`3 ${long}`).text).toBe(long)
    }
  })

  test('long blanks are read in no time', () => {
    // what backtracks here meets the time limit of the test
    for (const filler of [' ', '\u3000', '查', '查 ', 'lx', '没', '1', '第', '，', '评价 '])
      for (const head of ['', '查', 'LX', '没解决', '评价', '3', '3条'])
        expect(say(head + filler.repeat(20_000) + '完', filler.repeat(20_000)).kind).toBeTypeOf(
          'string',
        )
  })
})

test.each(['绑定 48291', '绑定 4829133', '绑定手机号 13800000000 不成功', '怎么绑定'])(
  '%s is a suggestion, not a binding',
  (text) => {
    expect(say(text).kind).toBe('suggest')
  },
)

test.each(['看看 48291', '看看 4829133', '看看 482913 号楼的灯', '来看看 482913', '看看'])(
  '%s is a suggestion, not a look at a digest',
  (text) => {
    expect(say(text).kind).toBe('suggest')
  },
)
