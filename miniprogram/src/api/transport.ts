import Taro from '@tarojs/taro'
import type { HttpAnswer, HttpRequest } from '@lianxin/shared/client'
import { noteServerTime } from './server-time'

const timeoutMs = 15_000
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

function parsed(data: unknown): unknown {
  if (typeof data !== 'string') return data ?? null
  if (data === '') return null
  try {
    return JSON.parse(data) as unknown
  } catch {
    // A gateway's HTML page: nothing of ours, the client treats it as unreachable.
    return null
  }
}

/**
 * One HTTP exchange through Taro, for `createClient`.
 * @throws what Taro.request rejects with when there is no answer within 15 s
 */
export async function taroTransport(request: HttpRequest): Promise<HttpAnswer> {
  const method = methods.find((one) => one === request.method) ?? 'GET'
  const sentMs = Date.now()
  const answer = await Taro.request<unknown>({
    url: request.url,
    // wx.request knows no PATCH, Taro's types do; the contract uses none of it.
    method,
    header: request.headers,
    ...(request.body === undefined ? {} : { data: request.body }),
    dataType: 'text',
    timeout: timeoutMs,
  })
  const headers: Record<string, unknown> = answer.header ?? {}
  noteServerTime(headers.date ?? headers.Date, sentMs, Date.now())
  return { status: answer.statusCode, json: parsed(answer.data) }
}
