import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import type { Services } from '../services'
import type { PersonActor } from '../http/route'
import { drawPicture } from './lesson-pictures'
import { demoLessons, type DemoBlock, type DemoLesson } from './lessons'
import type { SeedClock } from './seed-clock'
import type { SeededDistrict } from './seed-people'

type Block = HandlerInputOf<'lessons.create'>['body']['blocks'][number]

/** Beside this file, and beside the bundle. */
const FILES = path.join(import.meta.dirname, 'lesson-files')

/** Who has read what before the demo begins: a share of the lesson, 1 = all of it. */
const readers: readonly { person: string; lesson: string; share: number }[] = [
  { person: 'wang', lesson: 'meeting', share: 1 },
  { person: 'wang', lesson: 'points', share: 1 },
  { person: 'wang', lesson: 'visiting', share: 0.6 },
  { person: 'zhang', lesson: 'meeting', share: 1 },
  { person: 'liu', lesson: 'points', share: 1 },
  { person: 'chen', lesson: 'talking', share: 0.4 },
]

/**
 * Writes the demo's lessons through the same services that people use, and how far some have read.
 * @returns ids by the keys of lessons.ts
 */
export async function seedLessons(
  { lessons: feature }: Pick<Services, 'lessons'>,
  clock: SeedClock,
  { orgs, people }: SeededDistrict,
): Promise<Map<string, string>> {
  const { lessons, study, media } = feature
  const org = orgs.get('wangjiang')
  const district = orgs.get('qinghe')
  if (!org || !district) throw new Error('the demo has its district')

  function actor(key: string): PersonActor {
    const person = people.get(key)
    if (!person) throw new Error(`the demo names ${key} but does not define it`)
    return {
      kind: 'person',
      id: person.id,
      name: person.name,
      posts: person.posts,
      sessionId: 'demo',
    }
  }
  const writer = actor('admin')

  async function keep(bytes: Uint8Array): Promise<string> {
    return (await media.upload(bytes, district?.path ?? [])).id
  }
  const file = async (name: string) => keep(await readFile(path.join(FILES, name)))
  const drawing = async (name: string) => keep(await drawPicture(name))

  async function block(each: DemoBlock): Promise<Block> {
    switch (each.kind) {
      case 'text':
        return each
      case 'picture': {
        const { kind, alt, caption } = each
        return { kind, alt, caption, fileId: await drawing(each.drawing) }
      }
      case 'audio': {
        const { kind, title, transcript } = each
        return { kind, title, transcript, fileId: await file(each.file) }
      }
      case 'video': {
        const { kind, title, transcript } = each
        const [fileId, captionsId] = [await file(each.file), await file(each.captions)]
        return { kind, title, transcript, fileId, captionsId, posterId: await drawing(each.poster) }
      }
      case 'slides': {
        const slides = []
        for (const { alt, text, drawing: name } of each.slides)
          slides.push({ alt, text, fileId: await drawing(name) })
        return { kind: 'slides', title: each.title, slides }
      }
    }
  }

  async function write(lesson: DemoLesson): Promise<string> {
    clock.standAt(lesson.daysAgo, 9)
    const blocks: Block[] = []
    for (const each of lesson.blocks) blocks.push(await block(each))
    const { title, series, source, minutes, keyPoints } = lesson
    const content = { title, series, source, minutes, keyPoints: [...keyPoints], blocks }
    const orgId = lesson.source.startsWith('望江') ? org?.id : district?.id
    const made = await lessons.create(writer, { ...content, orgId }, `demo:${lesson.key}`)
    const id = String(made._id)
    const audienceOrgIds = district ? [district.id] : []
    if (!lesson.draft)
      await lessons.publish(writer, id, { revision: made.revision, audienceOrgIds })
    return id
  }

  async function read(person: string, id: string, daysAgo: number, share: number): Promise<void> {
    const reader = actor(person)
    clock.standAt(daysAgo, 12)
    const { ticket, version, blocks } = await study.get(reader, id)
    if (!ticket) return
    clock.standAt(daysAgo, 12, 30)
    const dwell = blocks.map(({ neededSeconds }, index) =>
      index < Math.ceil(blocks.length * share) ? neededSeconds + 2 : 0,
    )
    const at = Math.min(blocks.length - 1, Math.floor(blocks.length * share))
    await study.report(reader, id, { version, ticket, phone: 'demo-phone', dwell, block: at })
  }

  const ids = new Map<string, string>()
  for (const lesson of [...demoLessons].reverse()) ids.set(lesson.key, await write(lesson))
  for (const { person, lesson: key, share } of readers) {
    const lesson = demoLessons.find((each) => each.key === key)
    const id = ids.get(key)
    if (lesson && id) await read(person, id, Math.max(0, lesson.daysAgo - 1), share)
  }
  clock.standAt(0, 24)
  return ids
}
