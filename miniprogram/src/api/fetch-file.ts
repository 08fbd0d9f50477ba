import Taro from '@tarojs/taro'
import { ApiError, UnreachableError } from '@lianxin/shared/client'
import { errorCatalog, type ErrorBody, type ErrorCode } from '@lianxin/shared/errors'
import { isWeapp } from '@/lib/platform'
import { isRecord } from '@/lib/storage'
import { api, apiBase } from './client'
import { currentSession } from './session'

const timeoutMs = 60_000

/** What came back that was no file. */
export interface Answer {
  status: number
  text: string
}

/** Null when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** What the server said to that, as an error. */
export function refusal({ status, text }: Answer): Error {
  const json = jsonOf(text)
  if (isRecord(json) && typeof json.code === 'string' && json.code in errorCatalog) {
    const body: ErrorBody = {
      code: json.code as ErrorCode,
      message: String(json.message),
      requestId: String(json.requestId),
    }
    return new ApiError(status, body)
  }
  return new UnreachableError('服务暂时没有回应，请稍后再试。')
}

/** The person's token as a header. */
export const bearer = () => ({ authorization: `Bearer ${currentSession()?.accessToken ?? ''}` })

/** Sends it; an expired token is renewed once, by a small call that knows how to. */
export async function signedIn<T extends { status: number }>(send: () => Promise<T>): Promise<T> {
  const first = await send()
  if (first.status !== 401) return first
  await api.call('me.get')
  return send()
}

/** @throws UnreachableError when there was no answer */
export async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new UnreachableError('网络不通，请检查网络后再试。', { cause })
  }
}

async function saveInBrowser(url: string, fileName: string): Promise<void> {
  const response = await signedIn(() => reached(fetch(url, { headers: bearer() })))
  if (!response.ok) throw refusal({ status: response.status, text: await response.text() })
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  URL.revokeObjectURL(address)
}

async function openInWechat(url: string, fileName: string): Promise<void> {
  const answer = await signedIn(async () => {
    const got = await reached(Taro.downloadFile({ url, header: bearer(), timeout: timeoutMs }))
    return { status: got.statusCode, path: got.tempFilePath }
  })
  if (answer.status !== 200) throw refusal({ status: answer.status, text: '' })
  const fileType = fileName.endsWith('.pdf') ? 'pdf' : 'xlsx'
  await Taro.openDocument({ filePath: answer.path, fileType, showMenu: true })
}

/**
 * Fetches a file with the person's token: a download in a browser, opened in WeChat, from where it
 * can be passed on.
 * @throws ApiError, UnreachableError
 */
export async function fetchFile(path: string, fileName: string): Promise<void> {
  const url = apiBase + path
  await (isWeapp ? openInWechat(url, fileName) : saveInBrowser(url, fileName))
}
