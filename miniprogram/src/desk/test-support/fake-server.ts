import { device } from '../../../test-stubs/taro'
import { keepSession } from '@/api/session'

interface Call {
  method: string
  /** Without the query. */
  path: string
  query: string
  body: Record<string, unknown>
  idempotencyKey: string | undefined
}
type Answer = { status: number; body: unknown } | undefined

/** Every call that was made, in order. */
export const calls: Call[] = []

/** Answers the calls of the code under test; what `answer` does not know is a 404. */
export function serve(answer: (call: Call) => Answer | Promise<Answer>): void {
  calls.length = 0
  device.request = async ({ url, method, header, data }) => {
    const [path = '', query = ''] = url.split('?')
    const body = data === undefined ? {} : (JSON.parse(data) as Record<string, unknown>)
    const call = { method, path, query, body, idempotencyKey: header['idempotency-key'] }
    calls.push(call)
    const made = (await answer(call)) ?? refused('request.not_found', 404)
    return { statusCode: made.status, data: JSON.stringify(made.body) }
  }
}

/** A refusal as the server words it. */
export function refused(code: string, status: number, message = `（${code}）`) {
  return { status, body: { code, message, requestId: 'r1' } }
}

/** Signs a secretary in on this device. */
export function signIn(id = 'a'.repeat(24)): void {
  keepSession({
    accessToken: 'token',
    refreshToken: 'refresh',
    me: {
      id,
      name: '李敏',
      phoneMasked: null,
      posts: [{ role: 'secretary', orgId: 'b'.repeat(24), orgName: '望江社区' }],
      orgId: 'b'.repeat(24),
      orgName: '望江社区',
      usesDesk: true,
      elderMode: null,
      wechatBound: false,
      passwordFrom: null,
      consents: [],
    },
  })
}

/** A window as wide as a desk's, or not. */
export function setWidth(wide: boolean): void {
  window.matchMedia = (query: string) =>
    Object.assign(new EventTarget(), {
      matches: wide,
      media: query,
      onchange: null,
      addListener: () => undefined,
      removeListener: () => undefined,
    }) as MediaQueryList
}
