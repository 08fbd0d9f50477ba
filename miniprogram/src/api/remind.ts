import Taro from '@tarojs/taro'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from './client'
import { newIdempotencyKey } from './idempotency'

/** What a person answered to WeChat; told to the server under one key, however often it takes. */
export interface Agreement {
  accepted: string[]
  key: string
}

/** Switched off for the whole miniprogram, in WeChat's own settings. */
const MAIN_SWITCH_OFF = 20_004

const refused = '没有打开提醒。改主意了，再点一次就行。'
const switchedOff = '您在微信里关了本小程序的消息：点右上角“…”，进“设置”打开，再来点一次。'

/**
 * Has WeChat ask for one message of each template. To be called straight from a tap: WeChat shows
 * its sheet for nothing else.
 * @returns what was agreed to, or a sentence on why nothing was
 */
export async function askToRemind(templates: readonly string[]): Promise<Agreement | string> {
  try {
    // entityIds are Alipay's; the types ask for them on every platform
    const asked = await Taro.requestSubscribeMessage({ tmplIds: [...templates], entityIds: [] })
    const answer: Record<string, unknown> = { ...asked }
    const accepted = templates.filter((id) => answer[id] === 'accept')
    return accepted.length > 0 ? { accepted, key: newIdempotencyKey() } : refused
  } catch (error) {
    const code = typeof error === 'object' && error && 'errCode' in error ? error.errCode : null
    return code === MAIN_SWITCH_OFF ? switchedOff : refused
  }
}

/**
 * Tells the server what was agreed to. A repeat with the same agreement counts nothing twice.
 * @throws ApiError, UnreachableError; what wx.login rejects with
 */
export async function tellAgreement(
  about: 'matter' | 'event',
  id: string,
  { accepted, key }: Agreement,
): Promise<OutputOf<'me.subscribe'>> {
  const { code } = await Taro.login()
  const name = about === 'matter' ? 'me.subscribe' : 'me.subscribeEvent'
  return api.call(name, { params: { id }, body: { code, accepted } }, { idempotencyKey: key })
}
