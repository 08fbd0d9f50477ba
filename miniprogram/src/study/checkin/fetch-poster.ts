import Taro from '@tarojs/taro'
import { addressOf, UnreachableError } from '@lianxin/shared/client'
import type { InputOf } from '@lianxin/shared/contract'
import { api, apiBase } from '@/api/client'
import { currentSession } from '@/api/session'
import { isWeapp } from '@/lib/platform'

const timeoutMs = 30_000
const bearer = () => ({ authorization: `Bearer ${currentSession()?.accessToken ?? ''}` })

/** Sends it; an expired token is renewed once, by a small call that knows how to. */
async function signedIn<T extends { status: number }>(send: () => Promise<T>): Promise<T> {
  try {
    const first = await send()
    if (first.status === 200) return first
    if (first.status === 401) {
      await api.call('me.get')
      const second = await send()
      if (second.status === 200) return second
    }
  } catch (cause) {
    throw new UnreachableError('网络不通，请检查网络后再试。', { cause })
  }
  throw new UnreachableError('图没有做成，请稍后再试。')
}

/** As a data address: the pages allow no other kind of local picture. */
function asAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      if (typeof reader.result === 'string') resolve(reader.result)
    })
    reader.addEventListener('error', () => reject(new UnreachableError('图没有做成，请再试一次。')))
    reader.readAsDataURL(blob)
  })
}

/**
 * Has the poster made. In WeChat it is shown at once, from where a long press keeps or passes it.
 * @returns the picture for the page of a browser, null in WeChat
 * @throws UnreachableError
 */
export async function fetchPoster(
  query: NonNullable<InputOf<'me.checkinPoster'>['query']>,
): Promise<string | null> {
  const url = apiBase + addressOf('me.checkinPoster', { query }).path
  if (isWeapp) {
    const { path } = await signedIn(async () => {
      const got = await Taro.downloadFile({ url, header: bearer(), timeout: timeoutMs })
      return { status: got.statusCode, path: got.tempFilePath }
    })
    await Taro.previewImage({ urls: [path], current: path })
    return null
  }
  const response = await signedIn(() => fetch(url, { headers: bearer() }))
  return asAddress(await response.blob())
}
