// npm run screenshots: makes the pictures of the READMEs anew, from the real system with its demo district.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ensureBuilt } from './lib/build.mjs'
import { ensureChromium } from './lib/chromium.mjs'
import { freePort } from './lib/free-port.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { failWith, Problem, root } from './lib/run.mjs'

const images = path.join(root, 'docs', 'images')
const password = 'lianxin-demo'
const phone = { width: 375, height: 812 }
const wide = { width: 1280, height: 800 }

/**
 * @param {string} script below the root
 * @param {NodeJS.ProcessEnv} env
 */
function run(script, env) {
  return spawn(process.execPath, [path.join(root, script)], { env, stdio: 'ignore' })
}

/**
 * @param {string} what
 * @param {() => Promise<boolean>} ask
 */
async function until(what, ask) {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    if (await ask().catch(() => false)) return
    await delay(250)
  }
  throw new Problem(`Waited a minute for ${what}`)
}

/**
 * @param {import('../tests/node_modules/playwright-core/index.js').Page} page
 * @param {string} base
 * @param {string} number
 */
async function signIn(page, base, number) {
  await page.goto(`${base}/#/pages/login/index`)
  await page.getByLabel('手机号').filter({ visible: true }).fill(number)
  await page.getByLabel('密码').filter({ visible: true }).fill(password)
  const button = page.getByRole('button', { name: '登录', exact: true })
  await button.filter({ visible: true }).first().click()
  await page.waitForURL(/pages\/(me|home)\/index/)
  // the next page is opened afresh: a navigation still under way must not overtake it
  await page.goto('about:blank')
}

/**
 * @param {import('../tests/node_modules/playwright-core/index.js').Browser} browser
 * @param {string} base
 */
async function takePictures(browser, base) {
  /**
   * @param {string} name @param {{ width: number, height: number }} viewport
   * @param {(page: import('../tests/node_modules/playwright-core/index.js').Page) => Promise<void>} show
   */
  async function picture(name, viewport, show) {
    const context = await browser.newContext({ viewport, locale: 'zh-CN', deviceScaleFactor: 1 })
    const page = await context.newPage()
    await show(page)
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: path.join(images, `${name}.png`) })
    await context.close()
    console.log(`  ✓ docs/images/${name}.png`)
  }

  await picture('playground', wide, async (page) => {
    await page.goto(`${base}/playground`)
    await page.getByText('【政策摘要').first().waitFor()
    const chat = page.locator('section.chat').first()
    await chat.locator('select').selectOption({ index: 9 })
    await chat.getByLabel('要说的话').fill('@小桥 3 送餐能不能晚一点')
    await chat.getByRole('button', { name: '发送' }).click()
    await chat.locator('article.message').filter({ hasText: '编号 LX-' }).waitFor()
  })
  await picture('home-phone', phone, async (page) => {
    await signIn(page, base, '19900000011')
    await page.goto(`${base}/#/pages/home/index`)
    await page.getByText('我反映的事').filter({ visible: true }).first().waitFor()
  })
  await picture('say-large', phone, async (page) => {
    await page.goto(`${base}/#/pages/say/index`)
    await page.getByRole('button', { name: '大字' }).filter({ visible: true }).first().click()
  })
  await picture('desk-ledger', wide, async (page) => {
    await signIn(page, base, '19900000003')
    await page.goto(`${base}/#/desk/ledger/index`)
    await page.getByRole('row').nth(1).waitFor()
  })
  await picture('desk-digest', wide, async (page) => {
    await signIn(page, base, '19900000004')
    await page.goto(`${base}/#/desk/digests/index`)
    await page.getByText('楼道堆物清理月').filter({ visible: true }).first().click()
    await page.getByRole('button', { name: '通过' }).filter({ visible: true }).first().waitFor()
  })
}

async function main() {
  await ensureInstalled()
  await ensureBuilt(['server', 'bot', 'h5'])
  const { chromium } = createRequire(path.join(root, 'tests', 'package.json'))('playwright-core')
  const found = await ensureChromium()
  if ('reason' in found) throw new Problem(found.reason)
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const dataDir = mkdtempSync(path.join(tmpdir(), 'lianxin-pictures-'))
  mkdirSync(images, { recursive: true })
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    LIANXIN_API: base,
    BOT_TOKEN_FILE: path.join(dataDir, 'bot-token'),
    WECHATY_PUPPET: path.join(root, 'bot', 'dist', 'playground-puppet.js'),
  }
  const server = run('server/dist/main.js', env)
  await until('the server', async () => (await fetch(`${base}/api/health`)).ok)
  const bot = run('bot/dist/main.js', env)
  const browser = await chromium.launch({
    executablePath: found.path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  })
  try {
    await takePictures(browser, base)
  } finally {
    await browser.close()
    bot.kill()
    server.kill()
    await new Promise((resolve) => server.once('exit', resolve))
    rmSync(dataDir, { recursive: true, force: true })
  }
}

await main().catch(failWith)
