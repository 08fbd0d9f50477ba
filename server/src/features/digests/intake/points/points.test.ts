import { describe, expect, it } from 'vitest'
import { findPoints } from './find-points'
import { shortTitle } from './heading-title'
import { parseHeading } from './outline'
import { maxPointChars, splitAtSemicolons, splitSentences, toPointText } from './sentences'
import { rankSentences } from './textrank'

describe('splitSentences', () => {
  it.each([
    ['甲来了。乙走了！丙呢？', ['甲来了。', '乙走了！', '丙呢？']],
    ['他说“好。真好”以后走了。乙来了。', ['他说“好。真好”以后走了。', '乙来了。']],
    ['“好的。”乙来了。', ['“好的。”', '乙来了。']],
    ['（见附件。）共3.5万元。', ['（见附件。）共3.5万元。']],
  ])('%s', (text, sentences) => expect(splitSentences(text)).toEqual(sentences))
})

describe('toPointText', () => {
  const clause = '社区干部每周走访居民十五户' // 13 characters
  it('keeps exactly 120 characters and cuts 121 at a clause', () => {
    const fits = `${'居'.repeat(60)}，${'民'.repeat(58)}。`
    expect(fits).toHaveLength(maxPointChars)
    expect(toPointText(fits)).toBe(fits)
    const long = `${'居'.repeat(60)}，${'民'.repeat(59)}。`
    expect(toPointText(long)).toBe(`${'居'.repeat(60)}。`)
  })
  it('never cuts inside quotation marks, brackets or numbers', () => {
    const quoted = `${clause}，印发“${`${clause}，`.repeat(10)}”。`
    expect(toPointText(quoted)).toBeNull()
    expect(toPointText(`每月补贴${'1,234,567'.repeat(15)}元`)).toBeNull()
  })
  it('does not end on a clause that only leads on', () => {
    const text = `${clause}，${clause}，按照${'一户一策'.repeat(20)}的原则，${'居'.repeat(40)}。`
    expect(toPointText(text)).toBe(`${clause}，${clause}。`)
  })
  it('does not leave a condition without its consequence', () => {
    const text = `${clause}，满意率低于80%的，${'居'.repeat(100)}。`
    expect(toPointText(text)).toBeNull()
    expect(toPointText(`${clause}，${clause}，满意率低于80%的，${'居'.repeat(100)}。`)).toBe(
      `${clause}，${clause}。`,
    )
  })
  it('drops a connective', () => expect(toPointText('同时，全区开展走访。')).toBe('全区开展走访。'))
})

it('splitAtSemicolons gives the parts of a long sentence only', () => {
  const part = '社区应当每周走访居民不少于十五户并且公布走访结果接受居民监督'
  expect(splitAtSemicolons(`${part}；${part}`)).toHaveLength(1)
  expect(splitAtSemicolons([part, part, part, part, part].join('；'))).toHaveLength(5)
})

describe('shortTitle', () => {
  it.each([
    ['严格选派标准', '严格选派标准'],
    ['提升意识，让为民服务的“内在基因”日趋巩固', '提升意识'],
    ['构建“上下联动、横向互动”的组织领导体制', '构建组织领导体制'],
    ['建立各级领导班子成员联系点', '各级领导班子成员联系点'],
    ['“零距离”破解民生服务难题', '零距离破解民生服务难题'],
    ['一二三四五六七八九十一二', '一二三四五六七八九十一二'],
    ['一二三四五六七八九十一二三', ''],
  ])('%s → %s', (heading, title) => expect(shortTitle(heading)).toBe(title))
})

describe('parseHeading', () => {
  it.each([
    ['一、申领对象', { level: 2, heading: '申领对象', rest: '' }],
    ['（二）能力不强。随着发展', { level: 3, heading: '能力不强', rest: '随着发展' }],
    ['3.办理时间：3月1日起', { level: 4, heading: '办理时间', rest: '3月1日起' }],
    ['一是加强领导。各社区', { level: 6, heading: '加强领导', rest: '各社区' }],
  ])('%s', (line, expected) => expect(parseHeading(line)).toEqual(expected))
  it.each(['3.5万元用于维修', '一些居民反映', '2026年3月1日'])('%s is none', (line) =>
    expect(parseHeading(line)).toBeNull(),
  )
})

it('rankSentences puts the sentence that shares most words first', () => {
  const scores = rankSentences([
    new Set(['社区', '走访']),
    new Set(['社区', '走访', '居民', '公布']),
    new Set(['居民', '公布']),
    new Set(['天气', '晴朗']),
  ])
  expect(scores[1]).toBe(1)
  expect(scores[3]).toBeLessThan(scores[0] ?? 0)
})

it('findPoints drops repetitions and keeps document order', async () => {
  const repeated = '社区干部每周走访居民不少于15户，走访结果每月在公开栏公布。'
  const { points } = await findPoints([
    repeated,
    '老人每人每月补贴100元，由街道在5个工作日内审核发放。',
    repeated,
    '停车位每月收费不超过80元，残疾人车辆免费停放。',
  ])
  expect(points.map(({ text }) => text.slice(0, 4))).toEqual(['社区干部', '老人每人', '停车位每'])
})
