import { expect, test } from 'vitest'
import { composeLesson, readMarkdown } from './import.rules'

const lesson = `# 首接负责

## 要点
1. 第一个听到的人**负责到底**
2. 给[编号](https://x.example)、给日子

## 怎么接
先听完，再说话。
- 重复一遍地点
![一只耳朵](pictures/ear.png) 画后面的话

> 居民的原话

---
没有题目的一段
`

test('a Markdown lesson: title, key points, blocks in order, pictures of their own', () => {
  expect(composeLesson(readMarkdown(lesson))).toEqual({
    title: '首接负责',
    keyPoints: ['第一个听到的人负责到底', '给编号、给日子'],
    blocks: [
      { kind: 'text', heading: '怎么接', text: '先听完，再说话。\n· 重复一遍地点' },
      { kind: 'picture', alt: '一只耳朵', source: 'pictures/ear.png' },
      { kind: 'text', heading: '', text: '画后面的话\n居民的原话\n没有题目的一段' },
    ],
  })
})

test('a text without headings: its first short line is the title', () => {
  expect(composeLesson(readMarkdown('题目\n\n第一段\n第二段'))).toEqual({
    title: '题目',
    keyPoints: [],
    blocks: [{ kind: 'text', heading: '', text: '第一段\n第二段' }],
  })
})

test('long text becomes several blocks that can be saved', () => {
  const long = Array.from({ length: 10 }, () => '字'.repeat(1000)).join('\n')
  const { blocks } = composeLesson(readMarkdown(`# 长\n${long}`))
  expect(blocks.length).toBeGreaterThan(2)
  for (const block of blocks)
    if (block.kind === 'text') expect(block.text.length).toBeLessThanOrEqual(4000)
})
