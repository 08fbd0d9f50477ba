import { beforeEach, describe, expect, it } from 'vitest'
import { device } from '../../test-stubs/taro'
import { emptyDraft, loadDraft, loadReceipt, type MatterDraft } from './matter-draft'
import { keepSession } from './session'
import { submitMatter } from './submit-matter'

const org = { id: 'a'.repeat(24), name: '望江社区' }
const draft: MatterDraft = { ...emptyDraft, text: ' 路灯坏了 ', org }
const receipt = { number: 'LX-20261122-0007', queryCode: 'K7PM39', promise: '11月27日前答复您。' }

interface Sent {
  url: string
  key: string | undefined
  authorization: string | undefined
  body: unknown
}

/** Answers the n-th request with the n-th outcome; 'lost' = the answer never came back. */
function network(...outcomes: ('lost' | { statusCode: number; body: unknown })[]): Sent[] {
  const sent: Sent[] = []
  device.request = async ({ url, header, data }) => {
    sent.push({
      url,
      key: header['idempotency-key'],
      authorization: header.authorization,
      body: JSON.parse(data ?? 'null'),
    })
    const outcome = outcomes[sent.length - 1]
    if (outcome === undefined || outcome === 'lost') throw new Error('no answer')
    return { statusCode: outcome.statusCode, data: JSON.stringify(outcome.body) }
  }
  return sent
}

beforeEach(() => {
  device.storage.clear()
  device.storageFull = false
  keepSession(null)
})

describe('submitMatter', () => {
  it('keeps words and key when the answer is lost, and sends the same key again', async () => {
    const sent = network('lost', { statusCode: 201, body: receipt })
    await expect(submitMatter(draft)).rejects.toThrow('网络')
    const kept = loadDraft()
    expect(kept.text).toBe(' 路灯坏了 ')
    // As after closing and opening the app: only what the device kept is there.
    await expect(submitMatter(kept)).resolves.toMatchObject({ number: receipt.number })
    expect(sent).toHaveLength(2)
    expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/)
    expect(sent[1]?.key).toBe(sent[0]?.key)
    expect(sent[1]?.body).toEqual({ text: '路灯坏了', photoIds: [], orgId: org.id })
  })

  it('uses another key for other words, since that is another submission', async () => {
    const sent = network('lost', 'lost')
    await expect(submitMatter(draft)).rejects.toThrow('网络')
    await expect(submitMatter({ ...loadDraft(), text: '水管坏了' })).rejects.toThrow('网络')
    expect(sent[1]?.key).not.toBe(sent[0]?.key)
  })

  it('forgets the key but not the words when the server refuses them', async () => {
    const refused = { code: 'photo.unknown', message: '有照片没有传成功', requestId: 'r' }
    network({ statusCode: 422, body: refused })
    await expect(submitMatter(draft)).rejects.toThrow('有照片没有传成功')
    expect(loadDraft()).toMatchObject({ text: ' 路灯坏了 ', sent: null })
  })

  it('drops the draft and keeps the receipt with its code once acknowledged', async () => {
    network({ statusCode: 201, body: receipt })
    await submitMatter(draft)
    expect(loadDraft()).toMatchObject({ text: '', org })
    expect(loadReceipt()).toMatchObject({ number: receipt.number, queryCode: 'K7PM39' })
  })

  it('sends no token when a signed-in person leaves the name out', async () => {
    signIn()
    const sent = network({ statusCode: 201, body: receipt })
    await submitMatter({ ...draft, anonymous: true })
    expect(sent[0]).toMatchObject({ url: '/api/public/tickets', authorization: undefined })
  })

  it('sends the token and keeps no receipt when a name is given', async () => {
    signIn()
    const named = { ...receipt, queryCode: null, id: 'b'.repeat(24) }
    const sent = network({ statusCode: 201, body: named })
    await submitMatter(draft)
    expect(sent[0]).toMatchObject({ url: '/api/tickets', authorization: 'Bearer token' })
    expect(loadReceipt()).toBeNull()
  })
})

describe('the draft', () => {
  it('forgets pictures the server has forgotten, never the words', () => {
    const photos = [{ id: 'c'.repeat(24), preview: null }]
    const savedAtMs = 1_000_000
    device.storage.set('lx.matter-draft', JSON.stringify({ ...draft, photos, savedAtMs }))
    const twentyHours = 20 * 60 * 60 * 1000
    expect(loadDraft(savedAtMs + twentyHours).photos).toEqual(photos)
    expect(loadDraft(savedAtMs + twentyHours + 1)).toMatchObject({ photos: [], text: ' 路灯坏了 ' })
  })

  it('is empty when what the device kept is not a draft', () => {
    device.storage.set('lx.matter-draft', '{"text":5}')
    expect(loadDraft()).toEqual(emptyDraft)
    device.storage.set('lx.matter-draft', 'not json')
    expect(loadDraft()).toEqual(emptyDraft)
  })
})

function signIn() {
  keepSession({
    accessToken: 'token',
    refreshToken: 'refresh',
    me: {
      id: '0'.repeat(24),
      name: '王桂芳',
      phoneMasked: null,
      posts: [],
      orgId: org.id,
      orgName: org.name,
      usesDesk: false,
      elderMode: null,
      wechatBound: false,
      passwordFrom: null,
      consents: [],
    },
  })
}
