import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Nothing may call home, and a container has neither a GPU nor a user namespace. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A headless Chromium: `CHROMIUM_PATH` (which `npm test` sets), else one in its usual place,
 * else Playwright's own. Close it in `afterAll`.
 */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? usual.find((file) => existsSync(file))
  return chromium.launch({ headless: true, args, ...(executablePath && { executablePath }) })
}
