import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../scripts/lib/free-port.mjs'
import { repositoryRoot } from '../support/paths'
import { waitFor } from '../support/wait'

const folder = mkdtempSync(path.join(tmpdir(), 'lianxin-supervise-'))
const file = (name: string) => path.join(folder, name)
/** Comes first in a program: who says that it runs must already know how to stop. */
const stopOnTerm = (name: string) =>
  `process.on('SIGTERM', () => { console.log('${name} stops'); process.exit(0) })`

beforeAll(() => {
  writeFileSync(
    file('server.mjs'),
    `import { createServer } from 'node:http'
     ${stopOnTerm('server')}
     const server = createServer((_, response) => response.end('{}'))
     server.on('error', () => { console.log('the port is taken'); process.exit(3) })
     server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('server ' + process.pid))`,
  )
  writeFileSync(
    file('bot.mjs'),
    `${stopOnTerm('bot')}
     console.log('bot ' + process.pid); setInterval(() => {}, 1000)`,
  )
  writeFileSync(
    file('main.mjs'),
    `import { supervise } from ${JSON.stringify(pathToFileURL(path.join(repositoryRoot, 'scripts/lib/supervise.mjs')).href)}
     process.exitCode = await supervise({
       server: { args: [${JSON.stringify(file('server.mjs'))}], env: process.env },
       bot: { args: [${JSON.stringify(file('bot.mjs'))}], env: process.env },
       healthUrl: 'http://127.0.0.1:' + process.env.PORT,
       wantsBot: true,
     })`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the supervisor over two small programs that stand for server and bot. */
function start(port: number) {
  const child = spawn(process.execPath, [file('main.mjs')], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const pids = (name: string) =>
    [...output.matchAll(new RegExp(`^${name} (\\d+)$`, 'gm'))].map((match) => Number(match[1]))
  return {
    child,
    output: () => output,
    ended: new Promise<number | null>((resolve) => child.on('close', resolve)),
    /** The process id of the nth start. */
    pid: (name: string, nth = 0) =>
      waitFor(`${name} to start (${nth + 1})`, () => pids(name)[nth] ?? null),
  }
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s stops the bot, then the server; code 0',
  async (signal) => {
    const run = start(await freePort())
    await run.pid('bot')
    run.child.kill(signal)
    expect(await run.ended).toBe(0)
    expect(run.output()).toMatch(/bot stops\nserver stops\n$/)
  },
)

test('a bot that crashes is started again', async () => {
  const run = start(await freePort())
  process.kill(await run.pid('bot'), 'SIGKILL')
  const second = await run.pid('bot', 1)
  expect(run.output()).toContain('the bot stopped (exit code 1); starting it again in 1 s')
  process.kill(second, 0)
  run.child.kill('SIGTERM')
  expect(await run.ended).toBe(0)
  expect(() => process.kill(second, 0)).toThrow('ESRCH')
})

test('a server that ends takes the bot with it and gives its exit code', async () => {
  const run = start(await freePort())
  const bot = await run.pid('bot')
  process.kill(await run.pid('server'), 'SIGKILL')
  expect(await run.ended).toBe(1)
  expect(() => process.kill(bot, 0)).toThrow('ESRCH')
})

test('on a taken port only the server speaks, and no bot is started against the stranger', async () => {
  const stranger = createServer((_, response) => response.end('{}'))
  const port = await freePort()
  await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve))
  const run = start(port)
  expect(await run.ended).toBe(3)
  expect(run.output()).toBe('the port is taken\n')
  await new Promise((resolve) => stranger.close(resolve))
})
