import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from './config'

const dataDir = mkdtempSync(join(tmpdir(), 'lianxin-config-'))

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig({ DATA_DIR: dataDir, ...env })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('loadConfig', () => {
  it('needs nothing on a fresh machine, and keeps the secret that it made', () => {
    const config = loadConfig({ DATA_DIR: dataDir })
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      demo: true,
      mongodbUri: null,
      botName: '小桥',
    })
    expect(loadConfig({ DATA_DIR: dataDir }).secret).toBe(config.secret)
    expect(readFileSync(join(dataDir, 'secret'), 'utf8')).toBe(config.secret)
    expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600)
  })

  it('names every wrong setting, not only the first', () => {
    const problems = problemsOf({
      PORT: '70000',
      LOG_LEVEL: 'loud',
      MONGODB_URI: 'mysql://x',
      SEND_PER_DAY: '0',
    })
    for (const name of ['PORT', 'LOG_LEVEL', 'MONGODB_URI', 'SEND_PER_DAY']) {
      expect(
        problems.some((line) => line.startsWith(`${name}:`)),
        name,
      ).toBe(true)
    }
    expect(problems).toHaveLength(4)
  })

  it('takes an empty variable for one that is not set', () => {
    expect(problemsOf({ PORT: '', MONGODB_URI: '' })).toEqual([])
  })

  it('refuses demo accounts and own secrets in production, and has no playground there', () => {
    expect(
      problemsOf({ NODE_ENV: 'production', DEMO: '1' }).map((line) => line.split(':')[0]),
    ).toEqual(['DEMO', 'LIANXIN_SECRET', 'PUBLIC_URL'])
    const config = loadConfig({
      DATA_DIR: dataDir,
      NODE_ENV: 'production',
      LIANXIN_SECRET: 's'.repeat(32),
      PUBLIC_URL: 'https://qiao.example/',
    })
    expect(config).toMatchObject({
      demo: false,
      playground: false,
      publicUrl: 'https://qiao.example',
    })
    expect(config.sendBudget).toMatchObject({ chatGapMs: 1000, perMinute: 40 })
  })

  it('refuses a short secret and half a WeChat account', () => {
    expect(problemsOf({ LIANXIN_SECRET: 's'.repeat(31) })).toHaveLength(1)
    expect(problemsOf({ WECHAT_APPID: 'wx1' })).toHaveLength(1)
  })

  it('says so when the data directory cannot be written', () => {
    expect(problemsOf({ DATA_DIR: '/dev/null/nowhere' })[0]).toMatch(/^DATA_DIR: cannot write/)
  })

  it('takes templates of reminders with the fields that they have, and refuses what cannot be', () => {
    const wechat = { WECHAT_APPID: 'wx1', WECHAT_SECRET: 's', DATA_DIR: dataDir }
    expect(loadConfig(wechat).reminderTemplates).toEqual([])
    const [reply, done] = loadConfig({
      ...wechat,
      WECHAT_TEMPLATE_REPLY: 'reply-id',
      WECHAT_TEMPLATE_DONE: 'done-id',
      WECHAT_TEMPLATE_DONE_FIELDS: 'thing2=number, phrase5=state',
    }).reminderTemplates
    expect(reply).toMatchObject({ purpose: 'reply', id: 'reply-id' })
    expect(reply?.fields.map(({ keyword }) => keyword)).toContain('character_string1')
    expect(done?.fields).toEqual([
      { keyword: 'thing2', source: 'number' },
      { keyword: 'phrase5', source: 'state' },
    ])
    const one = { ...wechat, WECHAT_TEMPLATE_REPLY: 'one' }
    expect(problemsOf({ WECHAT_TEMPLATE_REPLY: 'one' })).toHaveLength(1)
    expect(problemsOf({ ...one, WECHAT_TEMPLATE_DONE: 'one' })).toHaveLength(1)
    // a phrase holds five Chinese characters, no number
    expect(problemsOf({ ...one, WECHAT_TEMPLATE_REPLY_FIELDS: 'phrase1=number' })).toHaveLength(1)
    expect(problemsOf({ ...one, WECHAT_TEMPLATE_REPLY_FIELDS: 'thing1' })).toHaveLength(1)
  })
})
