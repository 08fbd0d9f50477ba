import Taro from '@tarojs/taro'
import type { OutputOf } from '@lianxin/shared/contract'
import { adoptAccountTextSize } from '@/lib/text-size'
import { api, namelessApi } from './client'
import { currentSession, keepMe, keepSession } from './session'

/** Takes over the session that a sign-in gave. */
export function enter(session: OutputOf<'auth.login'>): void {
  const { accessToken, refreshToken, me } = session
  keepSession({ accessToken, refreshToken, me })
  adoptAccountTextSize(me.elderMode)
}

/**
 * Signs in with WeChat.
 * @returns null when signed in, else the token with which a phone and password bind this WeChat
 * @throws ApiError, UnreachableError; what wx.login rejects with
 */
export async function signInWithWechat(): Promise<string | null> {
  const { code } = await Taro.login()
  const answer = await namelessApi.call('auth.wechat', { body: { code } })
  if (answer.status === 'unbound') return answer.bindToken
  enter(answer.session)
  return null
}

/** Ends the session here, and on the server if it can be reached. */
export async function signOut(): Promise<void> {
  if (!currentSession()) return
  try {
    await api.call('auth.logout')
  } catch {
    // Without the server the device forgets all the same; the token dies by itself.
  }
  keepSession(null)
}

/** Reads the person again: posts and preferences may have changed since the last visit. */
export async function refreshMe(): Promise<void> {
  if (!currentSession()) return
  try {
    const me = await api.call('me.get')
    keepMe(me)
    adoptAccountTextSize(me.elderMode)
  } catch {
    // What the device knows is good enough to open the page.
  }
}
