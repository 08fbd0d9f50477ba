// npm start: from a fresh clone to a running system. Plain JavaScript, no packages: it runs before anything is installed.
import path from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { freePort } from './lib/free-port.mjs'
import { checkNode } from './lib/node-version.mjs'
import { failWith, root } from './lib/run.mjs'
import { supervise } from './lib/supervise.mjs'
import { seconds } from './lib/steps.mjs'

/** Where the server will answer. An empty variable is one that is not set. */
async function serverAddress() {
  const everywhere = ['', '0.0.0.0', '::']
  const host = process.env.HOST ?? ''
  const port = process.env.PORT === '0' ? await freePort() : process.env.PORT || 3000
  return {
    port: String(port),
    url: `http://${everywhere.includes(host) ? '127.0.0.1' : host}:${port}`,
  }
}

/**
 * What the bot is started with: where the server is and where it finds its token. In
 * development the server writes the demo bot's token to the data directory, and the test
 * puppet of the playground stands in for WeChat unless another one is named.
 * @param {string} url the server's
 * @returns {NodeJS.ProcessEnv}
 */
function botEnvironment(url) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env }
  env.LIANXIN_API ||= url
  if (env.NODE_ENV === 'production') return env
  if (!env.BOT_TOKEN) {
    env.BOT_TOKEN_FILE ||= path.resolve(root, env.DATA_DIR || 'data', 'bot-token')
  }
  env.WECHATY_PUPPET ||= path.join(root, 'bot', 'dist', 'playground-puppet.js')
  return env
}

/** In production there is no bot until its account's puppet and token are given. */
function botIsConfigured() {
  if (process.env.NODE_ENV !== 'production') return true
  const { WECHATY_PUPPET, BOT_TOKEN, BOT_TOKEN_FILE } = process.env
  if (WECHATY_PUPPET && (BOT_TOKEN || BOT_TOKEN_FILE)) return true
  console.log('  the bot is not started: set WECHATY_PUPPET and BOT_TOKEN for it')
  return false
}

try {
  checkNode()
  const started = performance.now()
  const installed = await ensureInstalled()
  const built = await ensureBuilt(['server', 'bot', 'h5'])
  const done = installed || built.length > 0 ? 'ready' : 'everything is up to date'
  console.log(`  ✓ ${done} (${seconds(started)})`)
  const { port, url } = await serverAddress()
  process.exitCode = await supervise({
    server: { args: [path.join('server', 'dist', 'main.js')], env: { ...process.env, PORT: port } },
    bot: { args: [path.join('bot', 'dist', 'main.js')], env: botEnvironment(url) },
    healthUrl: `${url}/api/health`,
    wantsBot: botIsConfigured(),
  })
} catch (error) {
  failWith(error)
}
