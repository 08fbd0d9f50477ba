import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAddressed, type IncomingMessage } from './address'

const context = { botNames: ['小桥'], awaitingRating: false }
const inGroup = (text: string, mentions: IncomingMessage['mentions'] = null) =>
  readAddressed({ chat: 'group', text, mentions }, context)
const rule = '- - - - - - - - - - - - - - -'

describe('addressed', () => {
  test.each([
    ['@小桥\u20053 路灯坏了', 'mention', '3 路灯坏了'],
    ['@小桥3路灯坏了', 'mention', '3路灯坏了'],
    ['＠小桥　3 路灯', 'mention', '3 路灯'],
    ['建议：多装几盏灯', 'prefix', '建议：多装几盏灯'],
    ['反馈:太吵', 'prefix', '反馈:太吵'],
    ['诉求 ： 修路', 'prefix', '诉求 ： 修路'],
  ])('%s', (text, addressedBy, left) => {
    expect(inGroup(text)).toEqual({ addressedBy, text: left, quotedText: null })
  })
  test('a mention that only the protocol tells, anywhere in the text', () => {
    const mentions = { bot: true, others: false }
    expect(inGroup('3 路灯坏了 @小桥\u2005', mentions)?.text).toBe('3 路灯坏了')
    expect(inGroup('麻烦@小桥\u2005看看路灯', mentions)?.text).toBe('麻烦 看看路灯')
    expect(inGroup('路灯坏了', mentions)?.addressedBy).toBe('mention')
  })
  test('a quote of the bot', () => {
    expect(
      inGroup(`「小桥：【政策摘要 第47期】\n1. 谁可以申请：四层」\n${rule}\n3 采光怎么补`),
    ).toEqual({
      addressedBy: 'quote',
      text: '3 采光怎么补',
      quotedText: '【政策摘要 第47期】\n1. 谁可以申请：四层',
    })
  })
  test('a quote of a quote keeps the outer reply', () => {
    const read = inGroup(`「小桥：「张三：问」\n${rule}\n答」\n${rule}\n没解决`)
    expect(read?.text).toBe('没解决')
  })
  test('a direct chat, whatever is said', () => {
    expect(
      readAddressed({ chat: 'direct', text: '今晚谁去跳舞', mentions: null }, context),
    ).toEqual({
      addressedBy: 'direct',
      text: '今晚谁去跳舞',
      quotedText: null,
    })
  })
})

describe('not addressed', () => {
  test.each([
    '今晚谁去跳舞',
    '小桥流水',
    '我建议：算了',
    '建议大家早点来',
    '查 0007',
    '3 路灯坏了',
    '问问 @小桥 吧',
    `「张三：@小桥 3 路灯」\n${rule}\n我也是`,
    `「小桥流水：好」\n${rule}\n3`,
    '满意',
    '5',
  ])('%s', (text) => {
    expect(inGroup(text)).toBeNull()
  })
  test('a neighbour whose name begins like ours', () => {
    expect(inGroup('@小桥梁\u2005晚上来吗', { bot: false, others: true })).toBeNull()
  })
  test('nor when the protocol does not tell, but such a neighbour is in the room', () => {
    const read = (text: string) =>
      readAddressed({ chat: 'group', text, mentions: null }, { ...context, othersLike: ['小桥梁'] })
    expect(read('@小桥梁 晚上来吗')).toBeNull()
    expect(read('@小桥路灯坏了')?.text).toBe('路灯坏了')
  })
  test('a call to everyone that the protocol counts as a mention of each', () => {
    expect(inGroup('@所有人 今晚开会', { bot: true, others: true })).toBeNull()
    expect(inGroup('@所有人 @小桥 今晚开会', { bot: true, others: true })).not.toBeNull()
  })
})

describe('while a rating question is open', () => {
  const asked = (text: string) =>
    readAddressed({ chat: 'group', text, mentions: null }, { ...context, awaitingRating: true })
  test.each(['1', '5', '１', '５', ' 4 ', '满意', '不满意', '没解决'])('%s is expected', (text) => {
    expect(asked(text)?.addressedBy).toBe('expected')
  })
  test.each(['0', '6', '55', '5分', '很满意', '满意吗', '没解决啊', '1 2'])('%s is not', (text) => {
    expect(asked(text)).toBeNull()
  })
})

test('never throws, and an unaddressed message stays so whatever surrounds it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.boolean(), (text, awaiting) => {
      const read = readAddressed(
        { chat: 'group', text, mentions: null },
        { ...context, awaitingRating: awaiting },
      )
      const marked = /小桥|建议|反馈|诉求|满意|没解决|[1-5１-５]/.test(text)
      expect(read === null || marked).toBe(true)
    }),
  )
})

test('long blanks and dashes are read in no time', () => {
  const started = performance.now()
  for (const filler of [' ', '\u3000', '-', '- ', '「', '@', '\n'])
    for (const head of ['', '「小桥：', '建议', '@小桥'])
      inGroup(head + filler.repeat(20_000) + '完')
  expect(performance.now() - started).toBeLessThan(2000)
})
