import { beforeEach, expect, test } from 'vitest'
import { makeGroups, noon, testKeyring, useDatabase } from '../deliveries/test-support/world'
import { createReplyPages } from './digest.replies'
import { DigestModel, toId, type DigestDocument } from './digest.model'
import { replyToken } from './reply-link.rules'

useDatabase()
beforeEach(async () => {
  await DigestModel.deleteMany({})
})
const pages = createReplyPages({ keyring: testKeyring, publicUrl: 'https://bridge.example' })
const tokenIn = (address: string) => address.slice(address.indexOf('=') + 1)

async function world(more: Partial<DigestDocument> = {}) {
  const { org, groups } = await makeGroups(1, 'bot-1')
  const groupId = groups[0]?.id ?? ''
  const author = toId('a'.repeat(24))
  const digest = await DigestModel.create({
    orgId: org.id,
    orgPath: org.path,
    issueNo: 47,
    title: '楼道充电',
    points: [
      { title: '', text: '楼道里不充电' },
      { title: '充电点', text: '年底前建好' },
    ],
    state: 'approved',
    occurrences: 0,
    authorId: author,
    authorName: '李敏',
    editorId: author,
    revision: 1,
    createdAt: noon,
    updatedAt: noon,
    ...more,
  })
  const digestId = String(digest._id)
  return { org, groupId, digestId, token: tokenIn(pages.replyLink(digestId, groupId)) }
}

test('the page shows issue, points and who answers; nothing of the group', async () => {
  const { org, token, digestId } = await world()
  expect(await pages.target(token)).toEqual({
    digestId,
    issueNo: 47,
    title: '楼道充电',
    points: [
      { no: 1, title: '', text: '楼道里不充电' },
      { no: 2, title: '充电点', text: '年底前建好' },
    ],
    orgName: org.name,
  })
  expect(await pages.placeOf(token)).toEqual({ digestId, orgId: org.id, groupTopic: '群0' })
})

test('what nobody has approved is not read by a link, and a changed one opens again later', async () => {
  for (const state of ['draft', 'in_review'] as const) {
    const { token } = await world({ state })
    await expect(pages.target(token)).rejects.toMatchObject({ code: 'digest.reply_unknown' })
    expect(await pages.placeOf(token)).toBeNull()
  }
  for (const state of ['scheduled', 'sending', 'paused', 'sent', 'cancelled'] as const)
    expect(await pages.placeOf((await world({ state })).token), state).not.toBeNull()
})

test('a signed token whose digest or group is not there is refused like any other', async () => {
  const { digestId, groupId } = await world()
  const gone = 'f'.repeat(24)
  for (const place of [
    { digestId, groupId: gone },
    { digestId: gone, groupId },
  ]) {
    const token = replyToken(testKeyring, place)
    await expect(pages.target(token)).rejects.toMatchObject({ code: 'digest.reply_unknown' })
    expect(await pages.placeOf(token)).toBeNull()
  }
  await expect(pages.target('x')).rejects.toMatchObject({ status: 404 })
})
