import * as z from 'zod'
import { lessonStates, maxMediaBytes, mediaKinds } from '../lessons/blocks'
import { roles } from '../roles'
import { anyone, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const reader = { who: 'person', roles, scope: 'self' } as const
const words = (max: number) => z.string().trim().max(max, `最多 ${max} 个字`).default('')
const org = z.object({ id, name: z.string() })

const slide = z.object({ fileId: id, alt: typedText(120), text: words(300) })
const block = {
  text: z.object({ kind: z.literal('text'), heading: words(40), text: typedText(4000) }),
  picture: z.object({
    kind: z.literal('picture'),
    fileId: id,
    alt: typedText(120).describe('what is to be seen, for those who cannot see it'),
    caption: words(120),
  }),
  audio: z.object({
    kind: z.literal('audio'),
    fileId: id,
    title: typedText(60),
    transcript: words(4000).describe('its words; who reads them need not hear it'),
  }),
  video: z.object({
    kind: z.literal('video'),
    fileId: id,
    posterId: id.nullable().default(null),
    captionsId: id.nullable().default(null).describe('a .vtt file'),
    title: typedText(60),
    transcript: words(4000),
  }),
  slides: z.object({
    kind: z.literal('slides'),
    title: words(60),
    slides: z.array(slide).min(1, '至少放一张').max(20, '最多 20 张'),
  }),
}
const blocks = z
  .array(
    z.discriminatedUnion('kind', [
      block.text,
      block.picture,
      block.audio,
      block.video,
      block.slides,
    ]),
  )
  .max(40, '最多 40 段')

const address = z
  .string()
  .describe('of the file; works without signing in, signed if the lesson is not out')
const shown = {
  seconds: z.number().int().describe('how long it takes'),
  neededSeconds: z.number().int().describe('how long somebody must stay for it to count as read'),
}
const shownBlock = z.discriminatedUnion('kind', [
  block.text.extend(shown),
  block.picture.extend({ ...shown, url: address }),
  block.audio.extend({ ...shown, url: address }),
  block.video.extend({
    ...shown,
    url: address,
    posterUrl: address.nullable(),
    captionsUrl: address.nullable(),
  }),
  block.slides.extend({ ...shown, slides: z.array(slide.extend({ url: address })) }),
])

const head = {
  title: typedText(60),
  series: z.string().trim().min(1).max(30, '最多 30 个字').nullable().default(null),
  source: words(60).describe('who wrote it, or where it is from'),
  minutes: z.number().int().min(1, '至少 1 分钟').max(60, '最多 60 分钟').default(3),
  keyPoints: z
    .array(typedText(120))
    .max(8, '要点最多 8 条，多了记不住')
    .default([])
    .describe('shown first and used by the quiz; numbered from 1'),
}
const content = z.object({ ...head, blocks: blocks.default([]) })

const deskItem = z.object({
  id,
  title: z.string(),
  series: z.string().nullable(),
  org,
  state: z.enum(lessonStates),
  version: z.number().int().describe('the newest published one; 0 = none yet'),
  changed: z.boolean().describe('was it edited since it was last published?'),
  updatedAt: instant,
})
const deskLesson = deskItem.extend({
  ...head,
  revision: z.number().int(),
  blocks: z.array(shownBlock),
  audience: z.array(org),
  link: z.string().describe('its public page'),
  versions: z.array(z.object({ version: z.number().int(), publishedAt: instant })),
})

const card = z.object({
  id,
  title: z.string(),
  series: z.string().nullable(),
  minutes: z.number().int(),
  keyPointCount: z.number().int(),
  publishedAt: instant,
})
const publicLesson = card.extend({
  version: z.number().int(),
  source: z.string(),
  keyPoints: z.array(z.string()),
  blocks: z.array(shownBlock),
})
const progress = z.object({
  version: z.number().int(),
  dwell: z.array(z.number().int()).describe('seconds that count, by block'),
  percent: z.number().int().describe('0–100; 100 only when every block is read'),
  block: z.number().int().describe('where to go on, 0-based'),
  quiz: z.enum(['none', 'open', 'passed']),
  completedAt: instant.nullable().describe('first completed, whichever version'),
})
const studyCard = card.extend({ percent: z.number().int(), completed: z.boolean() })

const search = {
  q: z.string().trim().max(40).optional().describe('part of a title, or pinyin initials: dlhx'),
  series: z.string().trim().max(30).optional(),
}
const intake = [
  'intake.empty',
  'intake.too_large',
  'intake.unsupported_type',
  'intake.encrypted',
  'intake.unreadable',
] as const
const imported = z.object({
  content: content.extend({ blocks: z.array(shownBlock) }),
  notes: z.array(z.string()).describe('what to look at, in Chinese'),
})
const fileErrors = ['lesson.file_unknown'] as const

export const lessonsEndpoints = {
  ...endpoint('media.upload', {
    summary:
      'A picture (JPEG, PNG, WebP; re-encoded), sound (MP3, M4A), film (MP4) or captions (.vtt), judged by content; forgotten if no lesson takes it within a day',
    tag: 'lessons',
    access: staff,
    query: z.object({ orgId: id.optional().describe('owner; default: first post of the caller') }),
    upload: { maxBytes: maxMediaBytes.video },
    status: 201,
    response: z.object({
      id,
      kind: z.enum(mediaKinds),
      url: address,
      bytes: z.number().int(),
      seconds: z.number().int().nullable().describe('of sound and film'),
    }),
    errors: ['media.unsupported_type', 'media.too_large', 'photo.too_large', 'photo.unreadable'],
  }),
  ...endpoint('media.get', {
    summary:
      'A file of a lesson, whole or in part (Range); of one that is not out, by a signed address',
    tag: 'lessons',
    access: anyone,
    params: idParams,
    query: z.object({
      exp: z.coerce.number().int().optional(),
      sig: z.string().max(100).optional(),
    }),
    binary: 'application/octet-stream',
    errors: ['media.bad_range'],
  }),
  ...endpoint('lessons.list', {
    summary: 'Lessons of the caller’s subtree, newest first',
    tag: 'lessons',
    access: staff,
    query: z.object({ ...pageQuery, q: search.q, state: z.enum(lessonStates).optional() }),
    response: page(deskItem),
  }),
  ...endpoint('lessons.create', {
    summary: 'Begin a lesson',
    tag: 'lessons',
    access: staff,
    idempotent: true,
    body: content.extend({ orgId: id.optional() }),
    status: 201,
    response: deskLesson,
    errors: fileErrors,
  }),
  ...endpoint('lessons.get', {
    summary: 'A lesson as it is being written, with its versions',
    tag: 'lessons',
    access: staff,
    params: idParams,
    response: deskLesson,
  }),
  ...endpoint('lessons.update', {
    summary: 'Write the draft anew; what is published stays as it is',
    tag: 'lessons',
    access: staff,
    params: idParams,
    body: content.extend({ revision: z.number().int() }),
    response: deskLesson,
    errors: ['request.conflict', ...fileErrors],
  }),
  ...endpoint('lessons.publish', {
    summary:
      'Publish the draft as the next version to organizations; the same revision again changes nothing',
    tag: 'lessons',
    access: staff,
    params: idParams,
    body: z.object({
      revision: z.number().int(),
      audienceOrgIds: z.array(id).min(1, '请选发给哪里').max(50),
    }),
    response: deskLesson,
    errors: ['request.conflict', 'lesson.no_key_points', 'lesson.no_blocks'],
  }),
  ...endpoint('lessons.withdraw', {
    summary: 'Take a lesson back: nobody finds it any more; who finished it keeps that',
    tag: 'lessons',
    access: staff,
    params: idParams,
    response: deskLesson,
    errors: ['lesson.not_published'],
  }),
  ...endpoint('lessons.importFile', {
    summary:
      'Read a .docx with its pictures into a draft for a person to look over; no lesson is stored',
    tag: 'lessons',
    access: staff,
    query: z.object({ orgId: id.optional() }),
    upload: { maxBytes: 10 * 1024 * 1024 },
    response: imported,
    errors: intake,
  }),
  ...endpoint('lessons.importMarkdown', {
    summary:
      'Read Markdown into a draft; pictures are inline, or files uploaded before and named here',
    tag: 'lessons',
    access: staff,
    body: z.object({
      orgId: id.optional(),
      text: z.string().min(1, '文件是空的').max(3_000_000),
      pictures: z
        .array(z.object({ name: z.string().max(200), fileId: id }))
        .max(40)
        .default([]),
    }),
    response: imported,
    errors: [...intake, ...fileErrors],
  }),

  ...endpoint('lessons.publicList', {
    summary: 'Published lessons, newest first',
    tag: 'public',
    access: anyone,
    query: z.object({ ...pageQuery, ...search, orgId: id.optional() }),
    response: page(card),
  }),
  ...endpoint('lessons.publicGet', {
    summary: 'A published lesson',
    tag: 'public',
    access: anyone,
    params: idParams,
    response: publicLesson,
  }),
  ...endpoint('lessons.sheet', {
    summary: 'A published lesson as a sheet to print (A4, with a code that opens it)',
    tag: 'public',
    access: anyone,
    params: idParams,
    binary: 'text/html; charset=utf-8',
  }),

  ...endpoint('study.home', {
    summary: 'What the caller may study: today’s lesson, those going on, series',
    tag: 'study',
    access: reader,
    response: z.object({
      today: studyCard.nullable(),
      ongoing: z.array(studyCard),
      completed: z.number().int().describe('lessons of those below'),
      total: z.number().int().describe('lessons published to the caller'),
      series: z.array(
        z.object({ name: z.string(), completed: z.number().int(), total: z.number().int() }),
      ),
    }),
  }),
  ...endpoint('study.list', {
    summary: 'Lessons published to the caller, newest first, with how far they are',
    tag: 'study',
    access: reader,
    query: z.object({ ...pageQuery, ...search }),
    response: page(studyCard),
  }),
  ...endpoint('study.get', {
    summary: 'A lesson with the caller’s progress, and the ticket that later reports show',
    tag: 'study',
    access: reader,
    params: idParams,
    response: publicLesson.extend({
      ticket: z
        .string()
        .nullable()
        .describe('null: it was not published to the caller, so it does not count'),
      progress,
    }),
  }),
  ...endpoint('study.report', {
    summary:
      'How long one phone has stayed with each block, in all: repeats add nothing, several phones add up, never beyond the time that has gone by',
    tag: 'study',
    access: reader,
    params: idParams,
    body: z.object({
      version: z.number().int().min(1),
      ticket: z.string().max(200),
      phone: z.string().regex(/^[\w-]{8,64}$/, '设备编号不对'),
      dwell: z.array(z.number().int().min(0).max(1_000_000)).max(40),
      block: z.number().int().min(0).max(39),
    }),
    response: progress,
    errors: ['lesson.bad_ticket'],
  }),
}
