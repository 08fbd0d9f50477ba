import { lookup as dnsLookup } from 'node:dns/promises'
import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { Agent, request } from 'undici'
import { IntakeError } from '../intake-error'
import type { ServerAnswer } from '../intake-error'
import { isPublicAddress } from './address-guard'

export const maxPageBytes = 5 * 1024 * 1024
const maxRedirects = 3

/** What may be connected to. The default is the public internet on ports 80 and 443. */
export interface NetworkPolicy {
  isAllowedAddress: (address: string) => boolean
  anyPort: boolean
  resolve: (hostname: string) => Promise<LookupAddress[]>
}

export const publicInternet: NetworkPolicy = {
  isAllowedAddress: isPublicAddress,
  anyPort: false,
  resolve: (hostname) => dnsLookup(hostname, { all: true, verbatim: true }),
}

/** What a server gives with a page so that it can be asked next time whether it has changed. */
export interface Validators {
  etag: string | null
  lastModified: string | null
}

export interface FetchedPage {
  /** Address after redirects. */
  url: string
  bytes: Uint8Array
  charset: string | undefined
  validators: Validators
}

export interface FetchOptions {
  /** For all of it: redirects, head and body. */
  timeoutMs: number
  policy?: NetworkPolicy | undefined
  /** From the last time: the server may then say that nothing has changed (RFC 9110, 13.1). */
  known?: Validators | undefined
  /** Called before each connection, redirects too; throws to refuse the host. */
  beforeHop?: ((host: string) => Promise<void>) | undefined
  /** Who asks. */
  userAgent?: string | undefined
}

const anonymousAgent = 'Mozilla/5.0 (compatible; LianxinBridge/1.0)'
/** A longer one is not worth keeping: it is sent back with every question. */
const maxValidatorChars = 500

const refusePrivate = (): IntakeError =>
  new IntakeError(
    'intake.url_private',
    '这个网址指向内部网络，不能读取。请换成公开网站的网址，或者把文字直接粘贴进来。',
  )

const refuseTooLarge = (): IntakeError =>
  new IntakeError(
    'intake.too_large',
    '这个网页太大了（超过 5 MB）。请把需要的那段文字直接粘贴进来。',
  )

const unreachable = (
  detail: string,
  reason: { cause?: unknown; answer?: ServerAnswer } = {},
): IntakeError =>
  new IntakeError(
    'intake.url_unreachable',
    `这个网页打不开（${detail}）。请在浏览器里确认网址，或者把文字直接粘贴进来。`,
    reason,
  )

/**
 * Fetches one page: http(s) only, at most 3 redirects, 5 MB, `timeoutMs` for all of it.
 * Every hop is checked, and the socket connects to the very addresses that were checked, so a
 * name that resolves differently a moment later (DNS rebinding) gains nothing.
 * Gives 'unchanged' only where something was `known`.
 * Throws IntakeError: url_invalid, url_private, url_unreachable, url_timeout, too_large; and
 * whatever `beforeHop` throws.
 */
export const fetchIfChanged = async (
  address: string,
  options: FetchOptions,
): Promise<FetchedPage | 'unchanged'> => {
  const { timeoutMs, policy = publicInternet } = options
  const signal = AbortSignal.timeout(timeoutMs)
  const agent = new Agent({ connect: { lookup: createGuardedLookup(policy), timeout: timeoutMs } })
  const refusals = new Set<unknown>()
  try {
    let url = parseUrl(address, policy)
    for (let hop = 0; hop <= maxRedirects; hop++) {
      await options.beforeHop?.(url.host).catch((refusal: unknown) => {
        refusals.add(refusal)
        throw refusal
      })
      const answer = await fetchOnce(url, { agent, signal, options })
      if ('page' in answer) return answer.page
      url = parseUrl(redirectTarget(answer.location, url), policy)
    }
    throw unreachable('跳转太多次')
  } catch (error) {
    throw refusals.has(error) ? error : toIntakeError(error, signal)
  } finally {
    // Not awaited: a server that never finishes must not hold the answer back.
    void agent.destroy()
  }
}

const redirectTarget = (location: string, from: URL): string => {
  if (!URL.canParse(location, from.href)) throw unreachable('跳转的网址写错了')
  return new URL(location, from).href
}

const parseUrl = (address: string, policy: NetworkPolicy): URL => {
  const invalid = (why: string): IntakeError =>
    new IntakeError('intake.url_invalid', `${why}请填写以 http:// 或 https:// 开头的完整网址。`)
  const trimmed = address.trim()
  if (trimmed.length > 2000 || !URL.canParse(trimmed)) throw invalid('这个网址不完整或写错了。')
  const url = new URL(trimmed)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('只能读取网页。')
  if (url.username || url.password) throw invalid('网址里不要带用户名和密码。')
  if (url.port !== '' && url.port !== '80' && url.port !== '443' && !policy.anyPort) {
    throw invalid('网址里的端口号不能用。')
  }
  // A literal address never reaches `lookup`. URL has already turned 2130706433, 0x7f.1 and the
  // like into dotted form.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !policy.isAllowedAddress(host)) throw refusePrivate()
  // Reserved for the machine itself (RFC 6761), whatever a name server says.
  if (/(?:^|\.)localhost\.?$/.test(host) && !policy.isAllowedAddress('127.0.0.1')) {
    throw refusePrivate()
  }
  url.hash = ''
  return url
}

const createGuardedLookup =
  (policy: NetworkPolicy): LookupFunction =>
  (hostname, options, callback) => {
    policy.resolve(hostname).then(
      (addresses) => {
        const first = addresses[0]
        if (first === undefined) return callback(new Error('no address'), '', 0)
        // One private answer among public ones is an attack or a mistake: refuse the name.
        if (!addresses.every(({ address }) => policy.isAllowedAddress(address))) {
          return callback(refusePrivate(), '', 0)
        }
        if (options.all) return callback(null, addresses)
        return callback(null, first.address, first.family)
      },
      (error: Error) => callback(error, '', 0),
    )
  }

interface Asking {
  agent: Agent
  signal: AbortSignal
  options: FetchOptions
}

const questionOf = ({ known, userAgent }: FetchOptions): Record<string, string> => ({
  accept:
    'text/html,application/xhtml+xml,application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,text/plain;q=0.9,*/*;q=0.5',
  'accept-encoding': 'identity',
  'accept-language': 'zh-CN,zh;q=0.9',
  'user-agent': userAgent ?? anonymousAgent,
  ...(known?.etag ? { 'if-none-match': known.etag } : {}),
  ...(known?.lastModified ? { 'if-modified-since': known.lastModified } : {}),
})

const fetchOnce = async (
  url: URL,
  { agent, signal, options }: Asking,
): Promise<{ page: FetchedPage | 'unchanged' } | { location: string }> => {
  const response = await request(url, {
    dispatcher: agent,
    signal,
    headers: questionOf(options),
  })
  // Dropping an unread body makes it emit an error; unheard it would end the whole process. A body
  // that is read reports the same error to its reader.
  response.body.on('error', () => undefined)
  const header = (name: string): string | undefined => {
    const value = response.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  const location = header('location')
  if (response.statusCode >= 300 && response.statusCode < 400 && location !== undefined) {
    response.body.destroy()
    return { location }
  }
  const asked = Boolean(options.known?.etag ?? options.known?.lastModified)
  if (response.statusCode === 304 && asked) {
    response.body.destroy()
    return { page: 'unchanged' }
  }
  if (response.statusCode !== 200) {
    response.body.destroy()
    const answer = { status: response.statusCode, retryAfter: header('retry-after') ?? null }
    throw unreachable(`对方网站回答 ${response.statusCode}`, { answer })
  }
  if (Number(header('content-length') ?? 0) > maxPageBytes) {
    response.body.destroy()
    throw refuseTooLarge()
  }
  const bytes = await unpack(await readBounded(response.body), header('content-encoding'))
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(header('content-type') ?? '')?.[1]
  const validator = (name: string): string | null => {
    const value = header(name)
    return value !== undefined && value.length <= maxValidatorChars ? value : null
  }
  const validators = { etag: validator('etag'), lastModified: validator('last-modified') }
  return { page: { url: url.href, bytes, charset, validators } }
}

const readBounded = async (body: AsyncIterable<Buffer>): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxPageBytes) throw refuseTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Some servers compress though asked not to; the unpacked size has the same limit. */
const unpack = async (bytes: Buffer, encoding: string | undefined): Promise<Buffer> => {
  const options = { maxOutputLength: maxPageBytes }
  try {
    switch (encoding?.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return await promisify(gunzip)(bytes, options)
      case 'deflate':
        return await promisify(inflate)(bytes, options)
      case 'br':
        return await promisify(brotliDecompress)(bytes, options)
      default:
        return bytes
    }
  } catch (error) {
    if (error instanceof RangeError) throw refuseTooLarge()
    throw unreachable('内容解不开', { cause: error })
  }
}

const toIntakeError = (error: unknown, signal: AbortSignal): IntakeError => {
  if (error instanceof IntakeError) return error
  if (signal.aborted) {
    return new IntakeError(
      'intake.url_timeout',
      '对方网站太慢，等不到回应。请过一会儿再试，或者把文字直接粘贴进来。',
      { cause: error },
    )
  }
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof IntakeError) return cause
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = code === 'ENOTFOUND' ? '找不到这个网站' : '连不上对方网站'
  return unreachable(detail, { cause: error })
}
