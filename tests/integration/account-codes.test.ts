import type { OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStack, type Stack } from '../support/stack'

const demo = 'lianxin-demo'
const chosen = 'a password of my own'
const consentVersion = '1'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(async () => {
  await stack?.stop()
})

async function as(phone: string) {
  const { accessToken, me } = await stack.client.call('auth.login', {
    body: { phone, password: demo },
  })
  return { client: stack.clientWith(accessToken), me }
}
const secretary = () => as('19900000003')
const redeem = (phone: string, code: string, password = chosen) =>
  stack.client.call('auth.redeemCode', { body: { phone, code, password, consentVersion } })

/** A code that is surely not this one. */
const another = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

async function invite(name: string, phone: string): Promise<OutputOf<'accounts.invite'>> {
  const { client, me } = await secretary()
  return client.call('accounts.invite', { body: { name, phone, orgId: me.orgId } })
}

describe('a resident without an account', () => {
  const phone = '19900000901'

  it('gets a code at the desk, chooses a password and is a resident there', async () => {
    const given = await invite('新来的', phone)
    expect(given).toMatchObject({ name: '新来的', phoneMasked: '199****0901', isNew: true })
    await expect(redeem(phone, another(given.code))).rejects.toMatchObject({
      code: 'auth.wrong_code',
    })
    await expect(redeem('19900000902', given.code)).rejects.toMatchObject({
      code: 'auth.wrong_code',
    })
    await expect(redeem(phone, given.code, '7 chars')).rejects.toMatchObject({
      code: 'auth.weak_password',
    })
    const { me: desk } = await secretary()
    // Typed as it is shown: in two groups.
    const { me } = await redeem(phone, `${given.code.slice(0, 3)} ${given.code.slice(3)}`)
    expect(me).toMatchObject({
      name: '新来的',
      posts: [{ role: 'resident', orgId: desk.orgId }],
      passwordFrom: { orgName: desk.orgName },
      consents: [{ purpose: 'account', version: consentVersion, granted: true }],
    })
    const again = await stack.client.call('auth.login', { body: { phone, password: chosen } })
    expect(again.me.id).toBe(me.id)
    // The answer was lost: the same once more lets the same person in; another password does not.
    expect((await redeem(phone, given.code)).me.id).toBe(me.id)
    await expect(redeem(phone, given.code, 'something else')).rejects.toMatchObject({
      code: 'auth.wrong_code',
    })
  })

  it('becomes one person when two codes are used at the same moment', async () => {
    const twice = '19900000903'
    const codes = [await invite('来两次', twice), await invite('来两次', twice)]
    const sessions = await Promise.all(codes.map(({ code }) => redeem(twice, code)))
    expect(new Set(sessions.map(({ me }) => me.id)).size).toBe(1)
  })
})

describe('a forgotten password', () => {
  it('is chosen anew; the old one and what was signed in with it end', async () => {
    const phone = '19900000011'
    const before = await as(phone)
    const { client } = await secretary()
    const given = await client.call('accounts.codeFor', { params: { id: before.me.id } })
    expect(given.isNew).toBe(false)
    const { me, accessToken } = await redeem(phone, given.code)
    expect(me.id).toBe(before.me.id)
    await expect(
      stack.client.call('auth.login', { body: { phone, password: demo } }),
    ).rejects.toMatchObject({ code: 'auth.wrong_credentials' })
    await expect(before.client.call('me.get')).rejects.toMatchObject({ code: 'auth.expired' })
    // Choosing one without the desk is the person's own doing again.
    const own = stack.clientWith(accessToken)
    await own.call('me.changePassword', { body: { current: chosen, next: demo } })
    expect((await own.call('me.get')).passwordFrom).toBeNull()
  })
})

describe('whom the desk may not let in', () => {
  const refused = async (name: string, phone: string) => {
    try {
      await invite(name, phone)
    } catch (error) {
      return error
    }
    return null
  }

  it('does not tell a wrong name from a person of elsewhere', async () => {
    expect(await refused('写错了', '19900000012')).toMatchObject({ code: 'account.not_here' })
    expect(await refused('宋佳', '19900000024')).toMatchObject({ code: 'account.not_here' })
  })

  it('leaves staff to those above them', async () => {
    const { client, me } = await secretary()
    await expect(client.call('accounts.codeFor', { params: { id: me.id } })).rejects.toMatchObject({
      code: 'account.staff',
    })
    const above = await as('19900000001')
    const given = await above.client.call('accounts.codeFor', { params: { id: me.id } })
    expect(given.name).toBe(me.name)
    await expect(
      above.client.call('accounts.codeFor', { params: { id: above.me.id } }),
    ).rejects.toMatchObject({ code: 'account.staff' })
  })

  it('finds nobody of another branch', async () => {
    const other = await as('19900000024')
    const { client } = await secretary()
    await expect(
      client.call('accounts.codeFor', { params: { id: other.me.id } }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
  })
})
