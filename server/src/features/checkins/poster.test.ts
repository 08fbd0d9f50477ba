import sharp from 'sharp'
import { expect, test } from 'vitest'
import { drawPoster } from './poster'
import type { PosterFacts } from './poster.facts'

const facts: PosterFacts = {
  date: '11月23日 星期一',
  streak: 12,
  doneToday: true,
  name: '王秀兰',
  sentence: '今天学了议事协商，楼道里的事要先坐下来听大家说完，再一条一条商量着办。',
  link: 'https://lianxin.example/#/study/checkin/index',
}

test('a poster is a PNG of 720 × 1080', async () => {
  const { format, width, height } = await sharp(await drawPoster(facts)).metadata()
  expect({ format, width, height }).toEqual({ format: 'png', width: 720, height: 1080 })
})

test('letters are drawn from the font that comes with it', async () => {
  // The place of the name; without a font for it the paper would stay white there.
  const place = { left: 100, top: 180, width: 520, height: 44 }
  const inkOf = async (name: string) => {
    const { channels } = await sharp(await drawPoster({ ...facts, name }))
      .extract(place)
      .stats()
    return channels[0]?.mean ?? 255
  }
  const [one, other] = [await inkOf('王'), await inkOf('欧阳垚犇喆堃')]
  expect(one).toBeLessThan(255)
  expect(other).toBeLessThan(one)
})

test('words that look like markup, and long ones, are words', async () => {
  const odd = { ...facts, name: '<王&"', sentence: '<b>学</b>'.repeat(60) }
  expect((await drawPoster(odd)).length).toBeGreaterThan(1000)
})
