import { describe, expect, it } from 'vitest'
import { anchorsOf, isSameText, normalized, overlap, SAME_FROM, similarityOf } from './similar'

const notice =
  '各位居民：为改善小区环境，社区定于十二月五日上午九点组织楼道清理，请把楼道里的杂物收回家中。' +
  '行动不便的老人可以打社区电话，由网格员和志愿者上门帮忙。电动车请停到南门车棚，不要推进楼道充电。' +
  '清理当天物业会准备手套和袋子，愿意来帮忙的居民请到南门集合，感谢大家配合。'

const likeness = (text: string) => {
  const found = similarityOf(text)
  if (!found) throw new Error('too short')
  return found
}

describe('the same text', () => {
  it('is the same whatever the spacing, punctuation and width', () => {
    const other = notice.replaceAll('，', ' , ').replaceAll('。', '．\n').replace('南门', '南 门')
    expect(likeness(other).hash).toBe(likeness(notice).hash)
    expect(normalized('Ａ１，b ２')).toBe('a1b2')
  })

  it('is the same with another masthead and editor', () => {
    const reprint = `来源：某某发布\n${notice}\n（编辑 张三）`
    expect(likeness(reprint).hash).not.toBe(likeness(notice).hash)
    expect(isSameText(likeness(reprint), likeness(notice))).toBe(true)
  })

  it('is another one with other facts, or by another hand', () => {
    const nextMonth = notice
      .replace('十二月五日上午九点', '一月十日下午两点')
      .replace('楼道清理', '消防演练')
      .replace('把楼道里的杂物收回家中', '听到警报后沿楼梯下楼')
      .replace('手套和袋子', '湿毛巾和口罩')
    expect(isSameText(likeness(nextMonth), likeness(notice))).toBe(false)
    expect(
      isSameText(
        likeness('社区食堂下月起对所有居民开放，六十岁以上老人每餐补贴三元。'),
        likeness(notice),
      ),
    ).toBe(false)
  })

  it('cannot be told of a few words', () => {
    expect(similarityOf('通知通知通知通知通知通知通知通知通知通')).toBeNull()
    expect(similarityOf('通知通知通知通知通知通知通知通知通知通知')).not.toBeNull()
    expect(similarityOf('')).toBeNull()
  })
})

describe('the boundary', () => {
  const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
  const of = (sketch: number[]) => ({ hash: sketch.join(), sketch })

  it('lies at four fifths of all shingles, both together', () => {
    expect(SAME_FROM).toBe(0.8)
    // 80 shared of 100 together
    expect(overlap(numbers(0, 90), numbers(10, 90))).toBe(0.8)
    expect(isSameText(of(numbers(0, 90)), of(numbers(10, 90)))).toBe(true)
    // 79 of 100
    expect(
      isSameText(
        of([...numbers(0, 79), ...numbers(200, 11)]),
        of([...numbers(0, 79), ...numbers(300, 10)]),
      ),
    ).toBe(false)
    expect(overlap([], [])).toBe(0)
  })

  it('is met closely for long texts, of which only a sample is kept', () => {
    // A text of pseudo-words, and the same with its tail replaced so that 80 % or 70 % are shared.
    let state = 7
    const word = () => {
      state = (state * 48_271) % 2_147_483_647
      return String.fromCodePoint(0x4e00 + (state % 8000))
    }
    const words = Array.from({ length: 20_000 }, word).join('')
    const tail = (count: number) => Array.from({ length: count }, word).join('')
    const shared = (part: number) => {
      const keep = Math.round((20_000 * 2 * part) / (1 + part))
      return overlap(
        likeness(words).sketch,
        likeness(words.slice(0, keep) + tail(20_000 - keep)).sketch,
      )
    }
    for (const part of [0.9, 0.8, 0.7, 0.5])
      expect(Math.abs(shared(part) - part)).toBeLessThan(0.08)
  })

  it('is looked for only where something is shared', () => {
    const [a, b] = [likeness(notice), likeness(`来源：某某发布\n${notice}`)]
    const anchors = new Set(anchorsOf(a))
    expect(anchors.size).toBe(16)
    expect(anchorsOf(b).some((one) => anchors.has(one))).toBe(true)
  })
})
