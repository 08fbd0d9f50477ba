import type { OutputOf } from '@lianxin/shared/contract'
import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWecom, type WecomStandIn } from '../../../../tests/support/wecom'
import { makeGroups, useDatabase } from '../deliveries/test-support/world'
import { createDesk, secretaryOf } from './test-support/desk'

useDatabase()
const secret = { corpId: 'ww-qinghe', corpSecret: 'not-shown-to-anyone', senderUserId: 'limin' }
let wecom: WecomStandIn

beforeAll(async () => {
  const names = ['望江一号楼', '望江二号楼', '望江三号楼']
  const chats = names.map((name, index) => ({ id: `wr${index}`, name, owner: 'limin', members: 9 }))
  wecom = await startWecom(secret, chats)
})
afterAll(() => wecom?.close())

test('at the desk: groups to choose from, a try-out that waits for its owner, what to mend', async () => {
  const desk = createDesk(wecom.apiBase)
  const { org } = await makeGroups(1, 'acc')
  const me = secretaryOf(org)
  const enter = (name: string, entered: typeof secret) =>
    desk.call<OutputOf<'channels.create'>>('channels.create', me, {
      body: { kind: 'wecom_task', name, orgId: org.id, secret: entered },
    })
  const { id, hint } = await enter('客户群', secret)
  expect(hint).toBe('nghe')
  const stored = await mongoose.connection.collection('channels').find().toArray()
  expect(JSON.stringify(stored)).not.toMatch(/not-shown-to-anyone|limin/)
  // the same member of the same corporation is the same channel, whatever the secret
  await expect(enter('又一个', { ...secret, corpSecret: 'renewed' })).rejects.toMatchObject({
    code: 'channel.taken',
  })

  type Chats = OutputOf<'channels.chats'>
  const chats = (query: object) =>
    desk.call<Chats>('channels.chats', me, { params: { id }, query: { limit: 2, ...query } })
  const first = await chats({})
  const second = await chats({ cursor: first.nextCursor })
  expect([...first.items, ...second.items].map(({ address, name }) => [address, name])).toEqual([
    ['wr0', '望江一号楼'],
    ['wr1', '望江二号楼'],
    ['wr2', '望江三号楼'],
  ])
  expect(second.nextCursor).toBeNull()
  await expect(
    desk.call('channels.chats', secretaryOf({ id: 'f'.repeat(24), name: '别处' }), {
      params: { id },
      query: { limit: 2 },
    }),
  ).rejects.toMatchObject({ code: 'request.not_found' })

  const tryOut = (address: string | null) =>
    desk.call<OutputOf<'channels.test'>>('channels.test', me, { params: { id }, body: { address } })
  await expect(tryOut(null)).rejects.toMatchObject({ code: 'channel.address_required' })
  expect(await tryOut('wr1')).toMatchObject({ outcome: 'handed' })
  expect(wecom.tasks).toMatchObject([{ chatIds: ['wr1'], sender: 'limin' }])
  desk.clock.pass(30_000)
  wecom.trouble('externalcontact/add_msg_template', { errcode: 60_020 })
  expect(await tryOut('wr1')).toMatchObject({
    outcome: 'not_sent',
    sentence: expect.stringContaining('可信 IP'),
  })
  expect(wecom.tasks).toHaveLength(1)
})
