import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { writeZip, type ZipFile } from '../../features/digests/intake/test-support/zip-writer'
import { readWorkbook, writeWorkbook } from './index'

const limits = { rows: 100, columns: 5, unpackedBytes: 2_000_000 }
const text = (data: string) => Buffer.from(data)

/** A workbook of one sheet, by hand. */
function workbook(sheetData: string, more: ZipFile[] = []): Buffer {
  const rels = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  return writeZip([
    {
      name: 'xl/workbook.xml',
      data: text(
        `<workbook xmlns="${main}" xmlns:r="${rels}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: text(
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rels}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ),
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      data: text(`<worksheet xmlns="${main}"><sheetData>${sheetData}</sheetData></worksheet>`),
    },
    ...more,
  ])
}
const word = (at: string, value: string) =>
  `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`

describe('reading', () => {
  test('gives back what was written: texts, numbers, and what only looks like a formula', async () => {
    const bytes = await writeWorkbook([
      {
        name: '名册',
        columns: [
          { header: '姓名', width: 10 },
          { header: '次数', width: 10 },
        ],
        rows: [
          ['=1+1', 3],
          [' 王秀兰 ', null],
        ],
      },
    ])
    expect(await readWorkbook(bytes, limits)).toEqual({
      rows: [
        ['姓名', '次数'],
        ['=1+1', '3'],
        ['王秀兰', ''],
      ],
    })
  })

  test('keeps the numbers of rows where some are empty', async () => {
    const rows = `<row r="1">${word('A1', '姓名')}</row><row r="4">${word('B4', '甲')}</row>`
    expect(await readWorkbook(workbook(rows), limits)).toEqual({
      rows: [
        ['姓名', ''],
        ['', ''],
        ['', ''],
        ['', '甲'],
      ],
    })
  })

  test.each([
    [100, { rows: expect.any(Array) }],
    [101, { problem: 'too_many_rows' }],
  ])('of %i rows', async (count, answer) => {
    const rows = Array.from({ length: count }, (_, n) => `<row>${word(`A${n + 1}`, 'x')}</row>`)
    expect(await readWorkbook(workbook(rows.join('')), limits)).toEqual(answer)
  })
})

describe('a workbook that means harm', () => {
  test('by its unpacked size is refused before it is unpacked', async () => {
    const bomb = { name: 'xl/media/a.xml', data: Buffer.alloc(3_000_000) }
    expect(await readWorkbook(workbook('', [bomb]), limits)).toEqual({ problem: 'too_large' })
  })

  test('that lies about its size is refused', async () => {
    const bomb = { name: 'xl/a.xml', data: Buffer.alloc(3_000_000), declaredBytes: 10 }
    expect(deflateRawSync(bomb.data).length).toBeLessThan(10_000)
    expect(await readWorkbook(workbook('', [bomb]), limits)).toEqual({ problem: 'broken' })
  })

  test.each([
    ['row', 'A1048576', 'too_many_rows'],
    ['column', 'XFD2', 'too_large'],
  ])('with one cell in the last %s takes no server down', async (_what, at, problem) => {
    const rows = `<row>${word('A1', '姓名')}</row><row>${word(at, 'x')}</row>`
    expect(await readWorkbook(workbook(rows), limits)).toEqual({ problem })
  })

  test.each([
    ['text', text('姓名,手机号'), 'not_a_workbook'],
    ['another kind of zip', writeZip([{ name: 'a.txt', data: text('a') }]), 'not_a_workbook'],
    ['a password', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0]), 'encrypted'],
    ['broken XML', workbook('<row><c'), 'broken'],
  ])('or is none: %s', async (_what, bytes, problem) => {
    expect(await readWorkbook(bytes, limits)).toEqual({ problem })
  })
})
