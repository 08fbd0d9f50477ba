import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { docxParts } from '../digests/intake/test-support/docx-writer'
import { writeZip } from '../digests/intake/test-support/zip-writer'
import { createMedia } from '../media'
import { createOrg } from '../orgs'
import { createLessonImport } from './lesson.import'

const database = testDatabase()
const clock = { now: () => new Date('2026-11-23T12:00:00+08:00') }
let directory: string
let imports: ReturnType<typeof createLessonImport>
let media: ReturnType<typeof createMedia>
let writer: PersonActor

beforeAll(async () => {
  await connectDatabase(database.uri, database.dbName)
  directory = await mkdtemp(path.join(tmpdir(), 'lianxin-import-'))
  const org = await createOrg('望江社区', 'community', null, 0)
  const posts = [{ role: 'secretary' as const, orgId: org.id, orgName: org.name }]
  writer = { kind: 'person', id: 'a'.repeat(24), name: '李敏', posts, sessionId: 's' }
  const keyring = createKeyring('a secret for tests only, 32 characters or more')
  media = createMedia({ clock, keyring, directory, s3: null })
  imports = createLessonImport({ media })
})
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
  await rm(directory, { recursive: true, force: true })
})

const png = () =>
  sharp({ create: { width: 20, height: 10, channels: 3, background: '#b0271c' } })
    .png()
    .toBuffer()

/** A Word document whose last paragraph is a picture. */
async function withPicture(lines: string[]): Promise<Buffer> {
  const picture =
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr id="1" name="p" descr="一栋楼"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="rId9" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
  const relations =
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.png"/></Relationships>'
  const parts = docxParts(lines).map((part) =>
    part.name === 'word/document.xml'
      ? {
          ...part,
          data: Buffer.from(String(part.data).replace('</w:body>', `${picture}</w:body>`)),
        }
      : part.name === '[Content_Types].xml'
        ? {
            ...part,
            data: Buffer.from(
              String(part.data).replace(
                '</Types>',
                '<Default Extension="png" ContentType="image/png"/></Types>',
              ),
            ),
          }
        : part,
  )
  return writeZip([
    ...parts,
    { name: 'word/_rels/document.xml.rels', data: Buffer.from(relations) },
    { name: 'word/media/image1.png', data: await png() },
  ])
}

test('a Word document comes in with its key points and its picture, as a file of ours', async () => {
  const bytes = await withPicture(['首接负责', '要点', '1. 负责到底'])
  const { content, notes } = await imports.fromWord(writer, bytes, undefined)
  expect(content).toMatchObject({ title: '首接负责', keyPoints: ['负责到底'] })
  const [picture] = content.blocks
  if (picture?.kind !== 'picture') throw new Error('the picture is a block of its own')
  expect(picture.alt).toBe('一栋楼')
  const kept = (await media.getMany([picture.fileId])).get(picture.fileId)
  expect(kept).toMatchObject({ kind: 'picture', url: picture.url })
  expect(notes).toEqual(['请给每张图片写一句话：画里有什么，看不见的同志也能听懂。'])
})

test('Markdown takes inline pictures and those that were uploaded by name; the web is not asked', async () => {
  const { id: fileId } = await media.upload(await png(), [writer.posts[0]?.orgId ?? ''])
  const inline = `data:image/png;base64,${(await png()).toString('base64')}`
  const text = `# 题目\n\n![楼](img/lou%201.png)\n![门](${inline})\n![外](https://x.example/a.png)\n![坏](data:image/svg+xml;base64,PHN2Zy8+)`
  const { content, notes } = await imports.fromMarkdown(writer, {
    text,
    pictures: [{ name: 'lou 1.png', fileId }],
  })
  expect(content.blocks.map((block) => block.kind === 'picture' && block.alt)).toEqual(['楼', '门'])
  expect(content.blocks[0]).toMatchObject({ fileId })
  expect(notes.filter((note) => note.startsWith('有一张图片没带过来'))).toHaveLength(2)
})

test('an archive, an empty file and a broken one are refused', async () => {
  const zip = writeZip([{ name: 'a.txt', data: Buffer.from('x') }])
  for (const [bytes, code] of [
    [zip, 'intake.unsupported_type'],
    [Buffer.alloc(0), 'intake.empty'],
    [Buffer.from('nothing of the kind'), 'intake.unreadable'],
  ] as const)
    await expect(imports.fromWord(writer, bytes, undefined)).rejects.toMatchObject({ code })
})
