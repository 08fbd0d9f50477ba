import Taro from '@tarojs/taro'
import { isWeapp } from './platform'

/**
 * WeChat's privacy authorization, to be awaited before the first thing is collected (phone,
 * photo, what was written). WeChat shows its own sheet and remembers the answer.
 * @returns true when the person agreed, on H5, and on WeChat older than 2.32.3 where there is no
 * such sheet; false when they did not: then nothing may be sent.
 */
export function privacyAgreed(): Promise<boolean> {
  if (!isWeapp || !Taro.canIUse('requirePrivacyAuthorize')) return Promise.resolve(true)
  return new Promise((resolve) => {
    Taro.requirePrivacyAuthorize({ success: () => resolve(true), fail: () => resolve(false) })
  })
}

/** What to say when the person did not agree. */
export const privacyRefused = '不同意隐私指引就没法提交，您可以先看看“隐私”里写了什么。'
