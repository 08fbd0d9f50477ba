import { expect, it } from 'vitest'
import { bodyOf, emptyLesson, moved, newBlock, problemOf, type Media } from './writing'

const picture: Media = { id: 'a'.repeat(24), kind: 'picture', url: '/p', bytes: 1, seconds: null }

it('says what is missing, block by block', () => {
  const block = newBlock('picture', picture)
  const text = newBlock('text', null)
  if (!block || !text || block.kind !== 'picture') throw new Error('blocks of their kinds')
  expect(problemOf(emptyLesson)).toBe('先写个题目。')
  const titled = { ...emptyLesson, title: '题目' }
  expect(problemOf(titled)).toBeNull()
  expect(problemOf({ ...titled, blocks: [text] })).toBe('第 1 段还是空的，写点什么或删掉。')
  expect(problemOf({ ...titled, blocks: [block] })).toBe('第 1 段的图片，请写一句画里有什么。')
  expect(problemOf({ ...titled, blocks: [{ ...block, alt: '一栋楼' }] })).toBeNull()
})

it('a block takes only a file of its kind', () => {
  expect(newBlock('audio', picture)).toBeNull()
  expect(newBlock('slides', picture)).toMatchObject({ slides: [{ fileId: picture.id }] })
})

it('leaves out empty key points and an empty series', () => {
  const body = bodyOf({ ...emptyLesson, title: ' 题目 ', keyPoints: [' 一 ', '', '  '] })
  expect(body).toMatchObject({ title: '题目', series: null, keyPoints: ['一'] })
})

it('moves up and down', () => {
  expect(moved([1, 2, 3], 2, -1)).toEqual([1, 3, 2])
  expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3])
})
