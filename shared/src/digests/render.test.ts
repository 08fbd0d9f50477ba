import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { digestCode, renderDigestParts, type DigestContent } from './render'
import { MAX_PART_LENGTH, splitText } from './split'

const lift: DigestContent = {
  issueNo: 47,
  title: '老旧小区加装电梯',
  issuer: null,
  points: [
    { title: '谁可以申请', text: '四层以上、没有电梯的住宅' },
    { title: '补多少钱', text: '每台 20 万元' },
    { title: '', text: '每月协商一次' },
  ],
  followUp: null,
  botName: '小桥',
}

test('a digest reads as in the group', () => {
  expect(renderDigestParts({ ...lift, publicUrl: 'https://bridge.example' })).toEqual([
    [
      '【政策摘要 第47期】',
      '老旧小区加装电梯',
      '1. 谁可以申请：四层以上、没有电梯的住宅',
      '2. 补多少钱：每台 20 万元',
      '3. 每月协商一次',
      '',
      '想说话：@小桥 3 你的建议',
      '不想留名：私聊小桥，或打开 https://bridge.example',
    ].join('\n'),
  ])
})

test('says what became of the last issue, the four figures apart', () => {
  const followUp = { issueNo: 46, collected: 18, adopted: 9, solved: 7, declined: 2 }
  const [text] = renderDigestParts({ ...lift, issuer: '区住建局', followUp })
  expect(text).toContain('老旧小区加装电梯（区住建局）')
  expect(text).toContain('第46期大家说的事：收到 18 · 采纳 9 · 办结 7 · 不采纳 2（都写明了原因）')
  const [silent] = renderDigestParts({ ...lift, followUp: { ...followUp, collected: 0 } })
  expect(silent).not.toContain('第46期')
})

test('the example names a point that there is', () => {
  const [text] = renderDigestParts({ ...lift, points: lift.points.slice(0, 1) })
  expect(text).toContain('@小桥 1 你的建议')
})

const point = fc.record({
  title: fc.string({ maxLength: 30, unit: fc.constantFrom('补', '贴', '办', '🙂') }),
  text: fc.string({
    minLength: 1,
    maxLength: 300,
    unit: fc.constantFrom('电', '梯', '。', ' ', '\n', '🙂'),
  }),
})

test('no part is too long, every part carries the code, nothing is left out', () => {
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
      const parts = renderDigestParts({ ...lift, points })
      const bare = (text: string) => text.replace(/\s/g, '')
      for (const part of parts) {
        expect(Array.from(part).length).toBeLessThanOrEqual(MAX_PART_LENGTH)
        expect(part.startsWith(digestCode(47))).toBe(true)
      }
      const all = bare(parts.map((part) => part.slice(part.indexOf('\n'))).join(''))
      for (const { text } of points) expect(all).toContain(bare(text))
      expect(all.endsWith('不想留名：私聊小桥')).toBe(true)
    }),
  )
})

test('splitText keeps 600 characters whole and cuts 601 at a paragraph', () => {
  const line = '字'.repeat(299)
  expect(splitText(`${line}\n${line}。`)).toEqual([`${line}\n${line}。`])
  expect(splitText(`${line}\n${line}。。`)).toEqual([line, `${line}。。`])
  expect(splitText('  \n ')).toEqual([])
})

test('a paragraph that is too long is cut after a sentence', () => {
  const sentence = `${'字'.repeat(399)}。`
  expect(splitText(sentence.repeat(2))).toEqual([sentence, sentence])
  const endless = splitText('字'.repeat(1500))
  expect(endless.map((part) => part.length)).toEqual([600, 600, 300])
})
