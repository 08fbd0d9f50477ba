import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadPuppet } from './chat/load-puppet'
import { ConfigError, loadConfig } from './config'

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('settings', () => {
  test('all wrong ones are named, not just the first', () => {
    const problems = problemsOf({
      LIANXIN_API: 'ftp://x',
      BOT_NAME: 'x'.repeat(21),
      LOG_LEVEL: 'loud',
    })
    for (const name of ['BOT_NAME', 'BOT_TOKEN', 'LIANXIN_API', 'LOG_LEVEL', 'WECHATY_PUPPET'])
      expect(problems.filter((line) => line.startsWith(`${name}:`))).toHaveLength(1)
    expect(problems).toHaveLength(5)
  })

  test('an empty variable is one that is not set', () => {
    const given = { BOT_TOKEN: 'a-token-for-tests-only', WECHATY_PUPPET: 'wechaty-puppet-mock' }
    expect(loadConfig({ ...given, BOT_NAME: '', LIANXIN_API: '' })).toMatchObject({
      botName: '小桥',
      api: 'http://127.0.0.1:3000',
    })
  })

  test('a token file may come later and be replaced', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lianxin-bot-'))
    const file = path.join(folder, 'token')
    const { token } = loadConfig({ BOT_TOKEN_FILE: file, WECHATY_PUPPET: 'x' })
    expect(token()).toBeNull()
    writeFileSync(file, 'first\n')
    expect(token()).toBe('first')
    writeFileSync(file, 'second')
    expect(token()).toBe('second')
    rmSync(folder, { recursive: true })
    expect(token()).toBe('second')
  })
})

describe('the puppet', () => {
  test('is found by name and must be one', async () => {
    const puppet = await loadPuppet('wechaty-puppet-mock')
    expect(puppet.name()).toContain('mock')
    await expect(loadPuppet('wechaty-puppet-nowhere')).rejects.toThrow(
      /WECHATY_PUPPET: cannot load/,
    )
    await expect(loadPuppet('zod')).rejects.toThrow(/exports no Puppet class/)
  })
})
