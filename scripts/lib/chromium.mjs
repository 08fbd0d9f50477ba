// Finds a Chromium for the browser tests, or installs one where that is possible.
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { root, run } from './run.mjs'
import { step } from './steps.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** @param {string} file @returns {boolean} */
function executable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** @returns {string | undefined} */
function installedChromium() {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin']
  const candidates = [
    ...folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ]
  return candidates.find(executable)
}

const canApt = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

/** @param {string} title @param {string[]} packages @returns {Promise<string>} empty, or why it failed */
async function apt(title, packages) {
  return step(title, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const options = ['install', '-y', '--no-install-recommends', ...packages]
    await run('apt-get', ['update'], { env })
    const { code, output } = await run('apt-get', options, { env })
    return code === 0 ? '' : (output.trim().split('\n').at(-1) ?? `exit code ${code}`)
  })
}

/** Playwright keeps its own browsers; this is where its chromium is, if it is there. */
async function playwrightChromium() {
  const require = createRequire(path.join(root, 'tests', 'package.json'))
  const manifest = require.resolve('playwright-core/package.json')
  /** @type {{ chromium: { executablePath(): string } }} */
  const { chromium } = require(path.dirname(manifest))
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  const cli = path.join(path.dirname(manifest), 'cli.js')
  await step('installing Chromium by Playwright', () =>
    run(process.execPath, [cli, 'install', 'chromium']),
  )
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined
}

/** Without a Chinese font every screenshot and every text measure would be of empty boxes. */
async function ensureChineseFont() {
  if (process.platform !== 'linux' || !canApt()) return
  const { code, output } = await run('fc-list', [':lang=zh', 'family'])
  if (code === 0 && output.trim() !== '') return
  await apt('installing Chinese fonts', ['fonts-noto-cjk', 'fontconfig'])
}

/**
 * Looks at CHROMIUM_PATH, then PATH; otherwise installs one: on Debian as root by apt (with
 * Chinese fonts), elsewhere by Playwright.
 * @returns {Promise<{ path: string } | { reason: string }>} the program, or why there is none
 */
export async function ensureChromium() {
  const given = process.env.CHROMIUM_PATH
  if (given) {
    return executable(given)
      ? { path: given }
      : { reason: `CHROMIUM_PATH is ${given}, which cannot be run` }
  }
  let found = installedChromium()
  let reason = 'no Chromium was found (set CHROMIUM_PATH)'
  if (!found && canApt()) {
    const why = await apt('installing Chromium and Chinese fonts', ['chromium', 'fonts-noto-cjk'])
    if (why) reason = `no Chromium was found, and apt could not install one: ${why}`
    found = installedChromium()
  }
  found ??= await playwrightChromium()
  if (!found) return { reason }
  await ensureChineseFont()
  return { path: found }
}
