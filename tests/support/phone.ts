import type { Weapp } from '../weapp/headless-weapp'
import type { Stack } from './stack'
import { waitFor } from './wait'

type Demo = Pick<Stack, 'client'>

/** Phone and password of somebody of the demo. */
export async function demoAccount({ client }: Demo, name: string) {
  const { accounts } = await client.call('meta.demoAccounts')
  const account = accounts.find((each) => each.name === name)
  if (!account) throw new Error(`The demo district has no ${name}`)
  return account
}

/**
 * Binds a WeChat account to somebody of the demo and signs in with it by one tap: the storage of that
 * phone keeps it.
 * @param who.code what `wx.login` gives on that phone
 * @param who.to the page that they come for, by its folder
 */
export async function signInOnPhone(
  stack: Demo,
  weapp: Weapp,
  { name, code, to }: { name: string; code: string; to: string },
): Promise<void> {
  const { phone, password } = await demoAccount(stack, name)
  const bound = await stack.client.call('auth.wechat', { body: { code } })
  if (bound.status !== 'unbound') throw new Error('the demo has changed')
  const body = { bindToken: bound.bindToken, phone, password }
  await stack.client.call('auth.bindWechat', { body })
  const login = weapp.launch(`/pages/login/index?to=${to}`)
  await login.waitForText('微信登录')
  await weapp.settled()
  login.tap({ tag: 'button', text: '微信登录' })
  await waitFor('signed in', () => weapp.routes().join() === `pages/${to}/index`)
}
