import { describe, expect, it } from 'vitest'
import { mostPoints, movePoint, newPoint, splitPoint } from './points'

const texts = (points: { text: string }[]) => points.map((point) => point.text)
const three = () => [newPoint('', '甲'), newPoint('', '乙'), newPoint('', '丙')]

describe('movePoint', () => {
  it('swaps with its neighbour and keeps its key', () => {
    const points = three()
    const moved = movePoint(points, 1, -1)
    expect(texts(moved)).toEqual(['乙', '甲', '丙'])
    expect(moved[0]?.key).toBe(points[1]?.key)
  })

  it('stays at the ends', () => {
    expect(texts(movePoint(three(), 0, -1))).toEqual(['甲', '乙', '丙'])
    expect(texts(movePoint(three(), 2, 1))).toEqual(['甲', '乙', '丙'])
  })
})

describe('splitPoint', () => {
  const text = '每台补贴二十万元。二〇二七年底前有效；过期不补。'

  it('cuts where the caret stands', () => {
    const cut = text.indexOf('二〇')
    expect(texts(splitPoint([newPoint('钱', text)], 0, cut))).toEqual([
      '每台补贴二十万元。',
      '二〇二七年底前有效；过期不补。',
    ])
  })

  it('chooses the sentence end nearest the middle when the caret is at an end', () => {
    for (const caret of [0, text.length]) {
      expect(texts(splitPoint([newPoint('', text)], 0, caret))).toEqual([
        '每台补贴二十万元。',
        '二〇二七年底前有效；过期不补。',
      ])
    }
  })

  it('takes a comma where no sentence ends before the last letter', () => {
    expect(texts(splitPoint([newPoint('', '窗口九点开门，五点关门。')], 0, 0))).toEqual([
      '窗口九点开门，',
      '五点关门。',
    ])
  })

  it('keeps the small title with the first half', () => {
    const [first, second] = splitPoint([newPoint('钱', text)], 0, 5)
    expect([first?.title, second?.title]).toEqual(['钱', ''])
  })

  it('loses no letter where no sentence ends', () => {
    expect(texts(splitPoint([newPoint('', '没有标点的一句话')], 0, 0)).join('')).toBe(
      '没有标点的一句话',
    )
  })

  it('does not make a thirteenth', () => {
    const full = Array.from({ length: mostPoints }, () => newPoint('', '甲。乙'))
    expect(splitPoint(full, 0, 0)).toHaveLength(mostPoints)
    expect(splitPoint(full.slice(1), 0, 0)).toHaveLength(mostPoints)
  })
})
