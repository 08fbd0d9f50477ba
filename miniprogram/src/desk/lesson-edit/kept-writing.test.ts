import { expect, it } from 'vitest'
import { restored } from './kept-writing'
import { emptyLesson, keyed, type Block } from './writing'

const exp = 1_800_000_000
const signed = (name: string) => `/api/media/${name}?exp=${exp}&sig=s`
const untimed = { seconds: 1, neededSeconds: 1 }
const picture = (fileId: string, caption = ''): Block => {
  return { kind: 'picture', fileId, url: signed(fileId), alt: '画', caption, ...untimed }
}
const slides: Block = {
  kind: 'slides',
  title: '三步',
  slides: [
    { fileId: 'kept', url: '/api/media/kept', alt: '一', text: '第一步' },
    { fileId: 'gone', url: signed('gone'), alt: '二', text: '第二步' },
  ],
  ...untimed,
}
const lastMs = (exp + 17 * 3600) * 1000

function back(blocks: Block[], nowMs: number, ours: Block[] = []) {
  const kept = { written: { ...emptyLesson, blocks: keyed(blocks) }, revision: 1 }
  const { written, lost } = restored(kept, { blocks: ours }, nowMs)
  return { lost, blocks: written.blocks.map(({ key: _key, ...block }) => block) }
}

it('a file is there for the day that the server keeps it', () => {
  expect(back([picture('a')], lastMs - 1)).toEqual({ lost: 0, blocks: [picture('a')] })
  expect(back([picture('a')], lastMs)).toEqual({ lost: 1, blocks: [] })
})

it('one that the lesson has is there for good, by its new address', () => {
  const ours = { ...picture('a'), url: '/api/media/a?exp=9&sig=new' }
  const { lost, blocks } = back([picture('a', '我改的话')], lastMs, [ours])
  expect(lost).toBe(0)
  expect(blocks).toEqual([{ ...picture('a', '我改的话'), url: '/api/media/a?exp=9&sig=new' }])
})

it('the words of what is gone stay', () => {
  const audio: Block = {
    kind: 'audio',
    fileId: 'b',
    url: signed('b'),
    title: '听一听',
    transcript: '录音里的话',
    ...untimed,
  }
  const words = { kind: 'text', seconds: 0, neededSeconds: 0 }
  expect(back([audio, picture('a', '图下的话')], lastMs)).toEqual({
    lost: 2,
    blocks: [
      { ...words, heading: '听一听', text: '录音里的话' },
      { ...words, heading: '', text: '图下的话' },
    ],
  })
})

it('of slides and films only what is gone goes', () => {
  const video: Block = {
    kind: 'video',
    fileId: 'v',
    url: '/api/media/v',
    posterId: 'p',
    posterUrl: signed('p'),
    captionsId: null,
    captionsUrl: null,
    title: '短片',
    transcript: '',
    ...untimed,
  }
  const { lost, blocks } = back([slides, video], lastMs)
  expect(lost).toBe(2)
  expect(blocks[0]).toMatchObject({ kind: 'slides', slides: [{ fileId: 'kept' }] })
  expect(blocks[1]).toMatchObject({ kind: 'text', heading: '三步', text: '第二步' })
  expect(blocks[2]).toMatchObject({ kind: 'video', url: '/api/media/v', posterId: null })
})
