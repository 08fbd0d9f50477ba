import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { beforeAll, describe, expect, it } from 'vitest'
import { extractPolicy } from './index'
import type { PolicyDraft } from './index'
import { docxParts, writeDocx } from './test-support/docx-writer'
import { writeZip } from './test-support/zip-writer'

const fixtures = join(import.meta.dirname, 'fixtures')
const readFixture = (name: string): Buffer => readFileSync(join(fixtures, name))
const extractFile = (bytes: Uint8Array, fileName = 'policy.txt'): Promise<PolicyDraft> =>
  extractPolicy({ kind: 'file', fileName, bytes })
const extractFixture = (name: string): Promise<PolicyDraft> => extractFile(readFixture(name), name)

const expectUsable = (draft: PolicyDraft): void => {
  expect(draft.title).not.toBe('')
  expect(draft.points.length).toBeGreaterThanOrEqual(3)
  expect(draft.points.length).toBeLessThanOrEqual(8)
  expect(draft.charCount).toBe(draft.body.replaceAll('\n', '').length)
  for (const { title, text } of draft.points) {
    expect(title.length).toBeLessThanOrEqual(12)
    expect(text.length).toBeLessThanOrEqual(120)
    expect(text.length).toBeGreaterThan(10)
    expect(text).toMatch(/[。！？”）]$/)
    expect(text.split('“').length, text).toBe(text.split('”').length)
    expect(text.split('（').length, text).toBe(text.split('）').length)
    expect(text).not.toMatch(/�|\?;|苻D|[a-zāǎàēéěèīíǐì]+[)）]/)
  }
}

beforeAll(async () => {
  await extractPolicy({ kind: 'text', text: '预热词典。' })
})

describe('extractPolicy on the pathologies of copied policy texts', () => {
  it.each(readdirSync(fixtures))('%s becomes something worth editing', async (name) => {
    expectUsable(await extractFixture(name))
  })

  it('reads a printed notice: broken title, number, issuer, date under the text', async () => {
    const draft = await extractFixture('notice.txt')
    expect(draft.title).toBe('青禾区民政局关于做好2026年高龄津贴申领工作的通知')
    expect(draft.issuer).toBe('青禾区民政局')
    expect(draft.issuedOn).toBe('2026-02-20')
    expect(draft.notes).toContain('文号：青民发〔2026〕3号。')
    expect(draft.points.slice(0, 3)).toEqual([
      { title: '申领对象', text: '具有本区户籍；年满80周岁；未在其他区县领取同类津贴。' },
      {
        title: '津贴标准',
        text: '80至89周岁老人每人每月100元，90至99周岁老人每人每月200元，100周岁以上老人每人每月500元。',
      },
      {
        title: '办理时间',
        text: '2026年3月1日至2026年4月15日，逾期未申请的从申请次月起发放。',
      },
    ])
  })

  it('undoes traditional characters, pronunciations and shifted bytes exactly', async () => {
    const damaged = await extractFixture('traditional.txt')
    const original = await extractFixture('traditional-original.txt')
    expect(damaged.body).toBe(original.body)
    expect(damaged.title).toBe('东岭省云川市青禾区深入开展“一网两员”活动')
    expect(damaged.points).toEqual(original.points)
    const notes = damaged.notes.join('')
    expect(notes).toMatch(/已把繁体转成简体，去掉 \d+ 处注音。/)
    expect(notes).toContain('改成了“。基层党”')
    expect(notes).toContain('改成了“下拨转”')
  })

  it('takes date, source and page furniture off a copied page', async () => {
    const draft = await extractFixture('web-copy.txt')
    expect(draft.title).toBe('把服务送到田间地头')
    expect(draft.issuedOn).toBe('2024-06-19')
    expect(draft.sourceUrl).toBe('http://news.example.com/2024/0619/718786.shtml')
    expect(draft.issuer).toBe('云川市青禾区委')
    expect(draft.body).not.toMatch(/打印|首页|文章来源|作者系/)
    expect(draft.body).toContain('从2023年2月起，东岭省云川市')
    expect(draft.body).toContain('乡镇（街道）干部')
  })

  it('takes caption, repeated abstract, editor and menu off a news report', async () => {
    const draft = await extractFixture('news.txt')
    expect(draft.title).toBe('在家门口解决烦心事')
    expect(draft.body).not.toMatch(/核心提示|登记，帮助老人|责任编辑|青禾视觉|林晓禾|系列报道/)
    expect(draft.body.split('“四上门”')).toHaveLength(2)
    expect(draft.points.map(({ text }) => text).join('')).toContain('每周三上午9:00-11:00')
  })

  it('makes a title for a text that has none and says so', async () => {
    const draft = await extractFixture('untitled.txt')
    expect(draft.title).toBe('云川市着眼于把服务送到居民身边')
    expect(draft.notes).toContain('原文没有标题，这个标题是照第一句话拟的，请改好。')
    expect(draft.body).toContain('“1+N”')
  })

  it('joins a title of two lines', async () => {
    const { title } = await extractFixture('experience.txt')
    expect(title).toBe('云川市青禾区构建“四议四办”机制 努力建设居民满意社区')
  })

  it('keeps a broken run that nothing can prove out of the points, and says where it is', async () => {
    const text = `${readFixture('experience.txt').toString()}\n三、加强保障。每年安排经费?;鶎酷龘鑷居民不少于20万元，社区应当每月公布。`
    const draft = await extractPolicy({ kind: 'text', text })
    expect(draft.notes.join('')).toContain('含乱码')
    expect(draft.points.map((point) => point.text).join('')).not.toContain('鶎')
  })
})

describe('extractPolicy on files', () => {
  const notice = readFixture('notice.txt').toString()

  it.each([
    ['UTF-8 with mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(notice)])],
    ['UTF-16 LE with mark', iconv.encode(notice, 'utf-16le', { addBOM: true })],
    ['UTF-16 BE with mark', iconv.encode(notice, 'utf-16be', { addBOM: true })],
    ['UTF-16 LE without mark', iconv.encode(notice, 'utf-16le')],
    ['GB18030', iconv.encode(notice, 'gb18030')],
  ])('reads %s', async (_name, bytes) => {
    const draft = await extractFile(bytes)
    const plain = await extractPolicy({ kind: 'text', text: notice })
    expect(draft).toEqual(plain)
  })

  it('reads a GBK page by the charset it names, without menu, script and pronunciation', async () => {
    const html = readFixture('article.html').toString()
    const draft = await extractFile(iconv.encode(html, 'gbk'), 'page.html')
    expect(draft.title).toBe('关于开放社区共享车位的公告')
    expect(draft.issuer).toBe('青禾区城市管理局')
    expect(draft.issuedOn).toBe('2026-03-05')
    expect(draft.body).not.toMatch(/政务公开|脚本|bó|浏览次数|版权所有|图为/)
    expect(draft.points[0]?.title).toBe('开放时间')
  })

  it('reads a .docx whatever its name says', async () => {
    const draft = await extractFile(writeDocx(notice.trim().split('\n')), 'notice.txt')
    expect(draft).toEqual(await extractPolicy({ kind: 'text', text: notice }))
  })

  const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...Buffer.alloc(504)])
  const docx = docxParts(['一段文字。'])
  it.each([
    ['nothing', Buffer.alloc(0), 'intake.empty', 422],
    ['white space', Buffer.from(' \n\u3000\n'), 'intake.empty', 422],
    ['a Word document without text', writeDocx([]), 'intake.empty', 422],
    ['50 MB', Buffer.alloc(50 * 1024 * 1024, 'a'), 'intake.too_large', 413],
    ['one byte over 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1, 'a'), 'intake.too_large', 413],
    ['200,001 characters', Buffer.from('字'.repeat(200_001)), 'intake.too_large', 413],
    [
      'a PNG',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]),
      'intake.unsupported_type',
      415,
    ],
    ['a PDF', Buffer.from('%PDF-1.7\n居民'), 'intake.unsupported_type', 415],
    ['an ELF program', Buffer.from('\x7fELF\x02\x01\x01\0\0'), 'intake.unsupported_type', 415],
    ['an old .doc', ole, 'intake.unsupported_type', 415],
    [
      'a zip of something else',
      writeZip([{ name: 'a.txt', data: Buffer.from('居民') }]),
      'intake.unsupported_type',
      415,
    ],
    ['random bytes', Buffer.from([0, 1, 2, 3, 4, 5, 0, 255, 254]), 'intake.unsupported_type', 415],
    [
      'a protected .docx',
      Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]),
      'intake.encrypted',
      422,
    ],
    [
      'a zip with a password',
      writeZip(docx.map((file) => ({ ...file, encrypted: true }))),
      'intake.encrypted',
      422,
    ],
    ['half a .docx', writeZip(docx).subarray(0, 400), 'intake.unreadable', 422],
    [
      'a .docx of broken XML',
      writeZip([...docx.slice(0, 2), { name: 'word/document.xml', data: Buffer.from('<w:p') }]),
      'intake.unreadable',
      422,
    ],
    [
      'a bomb that declares its size',
      writeZip([...docx, { name: 'word/media/a', data: Buffer.alloc(61 * 1024 * 1024) }]),
      'intake.too_large',
      413,
    ],
    [
      'a bomb that hides its size',
      writeZip([
        ...docx,
        { name: 'word/media/a', data: Buffer.alloc(61 * 1024 * 1024), declaredBytes: 1000 },
      ]),
      'intake.unreadable',
      422,
    ],
  ])('refuses %s', async (_name, bytes, code, status) => {
    await expect(extractFile(bytes, 'policy.docx')).rejects.toMatchObject({
      name: 'IntakeError',
      code,
      status,
      message: expect.stringMatching(/请.*。$/u),
    })
  })

  it('accepts exactly 200,000 characters', async () => {
    const line = '社区干部每周走访居民不少于15户，走访记录当月公布。\n'
    const text = line.repeat(10_000).slice(0, 200_000)
    const draft = await extractPolicy({ kind: 'text', text })
    expect(draft.charCount).toBeGreaterThan(100_000)
  })

  it.each([
    ['nested tags', '<div>'.repeat(100_000) + '社区居民。'],
    ['unclosed quotes', '，五”'.repeat(60_000)],
    ['spaces', `居${' '.repeat(190_000)}民`],
    ['an open bracket', `(${'居'.repeat(190_000)}`],
  ])('does not hang on %s', async (_name, text) => {
    // a hang meets the time limit of the test
    expect((await extractPolicy({ kind: 'text', text })).charCount).toBeGreaterThan(0)
  })
})

const seeds = process.env['POLICY_SEEDS_DIR']
describe.skipIf(!seeds)('extractPolicy on real documents', () => {
  it.each(seeds ? readdirSync(seeds) : [])('%s', async (name) => {
    expectUsable(await extractFile(readFileSync(join(seeds ?? '', name)), name))
  })
})
