// npm start: from a fresh clone to a running system. Plain JavaScript, no packages: it runs before anything is installed.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { checkNode } from './lib/node-version.mjs'
import { failWith, root } from './lib/run.mjs'
import { supervise } from './lib/supervise.mjs'
import { seconds } from './lib/steps.mjs'

/**
 * What the bot is started with: where the server is and where it finds its token. In
 * development the server writes the demo bot's token to the data directory, and the test
 * puppet of the playground stands in for WeChat unless another one is named.
 * @returns {NodeJS.ProcessEnv}
 */
function botEnvironment() {
  const env = { ...process.env }
  env.LIANXIN_API ??= `http://127.0.0.1:${env.PORT ?? 3000}`
  if (env.NODE_ENV === 'production') return env
  if (!env.BOT_TOKEN) {
    env.BOT_TOKEN_FILE ??= path.resolve(root, env.DATA_DIR ?? 'data', 'bot-token')
  }
  env.WECHATY_PUPPET ??= path.join(root, 'bot', 'dist', 'playground-puppet.js')
  return env
}

try {
  checkNode()
  const started = performance.now()
  const installed = await ensureInstalled()
  const built = await ensureBuilt(['server', 'bot', 'h5'])
  console.log(
    installed || built.length > 0
      ? `  ready (${seconds(started)})`
      : `  everything is up to date (${seconds(started)})`,
  )
  process.exitCode = await supervise({
    server: { args: [path.join('server', 'dist', 'main.js')], env: process.env },
    bot: { args: [path.join('bot', 'dist', 'main.js')], env: botEnvironment() },
    healthUrl: `http://127.0.0.1:${process.env.PORT ?? 3000}/api/health`,
    wantsBot: botIsConfigured(),
  })
} catch (error) {
  failWith(error)
}

/** In production there is no bot until its account's puppet and token are given. */
function botIsConfigured() {
  if (process.env.NODE_ENV !== 'production') return existsSync(path.join(root, 'bot', 'dist'))
  const ready = Boolean(process.env.WECHATY_PUPPET) && hasToken()
  if (!ready) console.log('  the bot is not started: set WECHATY_PUPPET and BOT_TOKEN for it')
  return ready
}

function hasToken() {
  return Boolean(process.env.BOT_TOKEN ?? process.env.BOT_TOKEN_FILE)
}
