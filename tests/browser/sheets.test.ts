import type { Client } from '@lianxin/shared/client'
import { addressOf } from '@lianxin/shared/client'
import jsqr from 'jsqr'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { startStack, type Stack } from '../support/stack'
import { codeOf, rawRequest } from '../support/raw-http'

let stack: Stack
let browser: Browser
let author: Client
let reviewer: Client
let token: string
let orgId: string
let groupId: string

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  author = await stack.signInAs('李敏')
  reviewer = await stack.signInAs('何志远')
  const { accounts } = await stack.client.call('meta.demoAccounts')
  const account = accounts.find(({ name }) => name === '李敏')
  if (!account) throw new Error('the demo has no 李敏')
  const { phone, password } = account
  token = (await stack.client.call('auth.login', { body: { phone, password } })).accessToken
  const [group] = (await author.call('groups.list', { query: {} })).items
  if (!group) throw new Error('the demo has no group')
  groupId = group.id
  orgId = group.orgId
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

async function approved(
  points: { title: string; text: string }[],
  title = '楼道充电',
): Promise<string> {
  const body = { title, points, audienceOrgIds: [orgId], issuer: '青禾区应急管理办公室' }
  const { id, revision } = await author.call('digests.create', { body })
  const handed = await author.call('digests.submit', { params: { id }, body: { revision } })
  const decision = { decision: 'approve' as const, revision: handed.revision }
  await reviewer.call('digests.review', { params: { id }, body: decision })
  return id
}

function sheetOf(id: string) {
  const { path } = addressOf('digests.sheet', { params: { id }, query: { groupId } })
  return rawRequest('GET', stack.baseUrl + path, { token })
}

/** The sheet without any network, as it is kept on a computer. */
async function openSheet(id: string): Promise<Page> {
  const context = await browser.newContext({ offline: true })
  const page = await context.newPage()
  await page.setContent((await sheetOf(id)).text)
  return page
}

async function pagesIn(page: Page): Promise<number> {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  return pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
}

/** Reads the code as a phone does, from a picture of `sidePx` in pure black and white. */
async function scan(page: Page, sidePx: number): Promise<string | null> {
  const pixels = await page.evaluate(async (side) => {
    const svg = document.querySelector('.scan svg')?.outerHTML ?? ''
    const image = new Image()
    image.src = `data:image/svg+xml,${encodeURIComponent(svg.replace('<svg', `<svg width="${side}" height="${side}"`))}`
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = side
    canvas.height = side
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('no canvas')
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, side, side)
    pen.drawImage(image, 0, 0, side, side)
    const { data } = pen.getImageData(0, 0, side, side)
    for (let at = 0; at < data.length; at += 4)
      data.fill(
        (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0) > 382 ? 255 : 0,
        at,
        at + 3,
      )
    return [...data]
  }, sidePx)
  return jsqr(Uint8ClampedArray.from(pixels), sidePx, sidePx)?.data ?? null
}

const sentence =
  '电动自行车不得停在楼道、门厅和安全出口，也不得在那里充电，违反的由物业劝阻、登记。'

describe('the sheet for the staircase wall', () => {
  it.each([1, 3, 12])('of %i points of usual length is one A4 page', async (count) => {
    const points = Array.from({ length: count }, (_, at) => ({
      title: `第${at}件`,
      text: sentence,
    }))
    const page = await openSheet(
      await approved(points, '关于规范住宅小区楼道电动自行车停放和充电的通知'),
    )
    expect(await pagesIn(page)).toBe(1)
    // letters are as large as there is room
    const size = await page.locator('ol').evaluate((list) => getComputedStyle(list).fontSize)
    expect(Number.parseFloat(size) * 0.75).toBeGreaterThanOrEqual(count === 12 ? 11 : 18)
    await page.context().close()
  })

  it('of more than a page, even in the smallest letters, goes on to a second one', async () => {
    const points = Array.from({ length: 12 }, () => ({ title: '', text: '满'.repeat(200) }))
    const page = await openSheet(await approved(points))
    expect(await pagesIn(page)).toBe(2)
    await page.context().close()
  })

  it('has a code of at least 3 cm, with a quiet zone, that scans from a coarse copy', async () => {
    const page = await openSheet(await approved([{ title: '', text: sentence }]))
    const box = await page.locator('.scan svg').boundingBox()
    expect(((box?.width ?? 0) / 96) * 25.4).toBeGreaterThanOrEqual(30)
    const link = await page.locator('.scan a').getAttribute('href')
    // 150 dots an inch, as a bad copier makes it
    expect(await scan(page, Math.round((38 / 25.4) * 150))).toBe(link)
    await page.context().close()
  })

  it('runs nothing and shows words as words', async () => {
    const text = '<img src=x onerror=alert(1)>&"十分钟"'
    const id = await approved([{ title: '', text }], '<b>粗</b>')
    const sheet = await sheetOf(id)
    expect(sheet.text).not.toMatch(/<script|<img|<b>粗|https?:\/\/(?!127|localhost|www\.w3\.org)/)
    const page = await openSheet(id)
    expect(await page.locator('li').innerText()).toContain(text)
    await page.context().close()
  })

  it('is made of what was approved only', async () => {
    const body = { title: '草稿', points: [{ text: '一' }], audienceOrgIds: [orgId] }
    const { id } = await author.call('digests.create', { body })
    expect(codeOf(await sheetOf(id))).toBe('digest.not_approved')
  })
})
