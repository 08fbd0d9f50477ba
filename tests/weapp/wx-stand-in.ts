import { readFileSync } from 'node:fs'
import path from 'node:path'

/** How WeChat's calls are made: one object, answered by its callbacks. */
interface WxOptions {
  url?: string
  method?: string
  data?: unknown
  header?: Record<string, string>
  key?: string
  filePath?: string
  name?: string
  formData?: Record<string, string>
  delta?: number
  success?(result: object): void
  fail?(result: object): void
  complete?(result: object): void
  [more: string]: unknown
}

export interface WxSettings {
  /** Origin that relative addresses belong to. */
  baseUrl: string
  /** Kept on the phone from run to run. */
  storage: Map<string, unknown>
  /** What `wx.login` gives. */
  loginCode: string
  /** What the person chose in WeChat's own settings; 16 is the standard size in px. */
  fontSizeSetting: number
  /** The person does not agree when WeChat asks. */
  refusesPrivacy: boolean
  /** What the person answers to `requestSubscribeMessage`, by template; a number is a failure's code. */
  reminds(templates: readonly string[]): Record<string, string> | number
  navigate(kind: Navigation, url: string, delta: number): void
  /** How many nodes of the page on top have a class. */
  countOf(className: string): number
  /** What one draws on, by its id; null = this phone cannot. */
  canvasOf(id: string): object | null
  /** Calls are counted, so that a test can wait for the last answer. */
  started(): void
  finished(): void
}
export type Navigation = 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack'

/** One call of `wx.…`, in order. */
export interface WxCall {
  api: string
  options: unknown
}

const silent = [
  'setNavigationBarTitle',
  'setNavigationBarColor',
  'showToast',
  'hideToast',
  'showLoading',
  'hideLoading',
  'pageScrollTo',
  'stopPullDownRefresh',
  'startPullDownRefresh',
  'setClipboardData',
  'vibrateShort',
  'showShareMenu',
  'hideKeyboard',
  'setTabBarBadge',
  'removeTabBarBadge',
]
const listeners = [
  'onNeedPrivacyAuthorization',
  'onAppShow',
  'onAppHide',
  'onError',
  'onUnhandledRejection',
  'onPageNotFound',
  'onThemeChange',
  'onWindowResize',
  'onNetworkStatusChange',
  'onKeyboardHeightChange',
]
const screen = {
  pixelRatio: 2,
  windowWidth: 375,
  windowHeight: 667,
  screenWidth: 375,
  screenHeight: 667,
  statusBarHeight: 20,
  safeArea: { left: 0, top: 20, right: 375, bottom: 667, width: 375, height: 647 },
}

/**
 * WeChat's `wx` object: requests really go over HTTP, storage really keeps. A call it does not
 * know is missing here as it would be on a phone too old for it.
 */
export function createWx(settings: WxSettings): { wx: Record<string, unknown>; calls: WxCall[] } {
  const calls: WxCall[] = []
  const wx: Record<string, unknown> = {}
  const define: Define = (api, act) => {
    const answer = async (options: WxOptions) => {
      // never at once: on a phone too the answer comes after the call has returned
      await Promise.resolve()
      const [done, result] = await outcome(act, options)
      if (done) options.success?.({ errMsg: `${api}:ok`, ...result })
      else {
        const code = result instanceof WxError ? { errCode: result.code } : {}
        options.fail?.({ errMsg: `${api}:fail ${result.message}`, ...code })
      }
      options.complete?.(result)
    }
    wx[api] = (options: WxOptions = {}) => {
      calls.push({ api, options })
      settings.started()
      void answer(options).finally(() => settings.finished())
    }
  }
  for (const api of silent) define(api, () => ({}))
  for (const api of listeners) wx[api] = () => undefined
  define('showModal', () => ({ confirm: true, cancel: false }))
  define('showActionSheet', () => ({ tapIndex: 0 }))
  define('login', () => ({ code: settings.loginCode }))
  definePrivacy(define, settings)
  defineReminders(define, settings)
  defineDevice(wx, settings)
  defineStorage(wx, define, settings.storage)
  defineNavigation(define, settings)
  define('request', (options) => request(settings.baseUrl, options))
  define('uploadFile', (options) => upload(settings.baseUrl, options))
  return { wx, calls }
}

/** A failure that WeChat gives a number. */
class WxError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message)
  }
}

async function outcome(
  act: (options: WxOptions) => object | Promise<object>,
  options: WxOptions,
): Promise<[true, object] | [false, Error]> {
  try {
    return [true, await act(options)]
  } catch (error) {
    return [false, error instanceof Error ? error : new Error(String(error))]
  }
}

type Define = (api: string, act: (options: WxOptions) => object | Promise<object>) => void

function definePrivacy(define: Define, settings: WxSettings): void {
  define('getPrivacySetting', () => ({
    needAuthorization: settings.refusesPrivacy,
    privacyContractName: '《连心桥隐私保护指引》',
  }))
  define('requirePrivacyAuthorize', () => {
    if (settings.refusesPrivacy) throw new Error('privacy permission is not authorized')
    return {}
  })
  define('openPrivacyContract', () => ({}))
}

/** What WeChat's sheet gives: an answer for each template, or an error with a code. */
function defineReminders(define: Define, settings: WxSettings): void {
  define('requestSubscribeMessage', ({ tmplIds }) => {
    const answer = settings.reminds(Array.isArray(tmplIds) ? tmplIds.map(String) : [])
    if (typeof answer === 'number') throw new WxError('The main switch is switched off', answer)
    return answer
  })
}

function defineDevice(wx: Record<string, unknown>, settings: WxSettings): void {
  const device = { platform: 'android', system: 'Android 14', brand: 'stand-in', model: 'stand-in' }
  const base = { SDKVersion: '3.5.0', language: 'zh_CN', version: '8.0.49', theme: 'light' }
  const app = { ...base, fontSizeSetting: settings.fontSizeSetting }
  wx.getWindowInfo = () => screen
  wx.getDeviceInfo = () => device
  wx.getAppBaseInfo = () => app
  wx.getSystemInfoSync = () => ({ ...screen, ...device, ...app })
  wx.getLaunchOptionsSync = wx.getEnterOptionsSync = () => ({ path: '', query: {}, scene: 1001 })
  wx.getAccountInfoSync = () => ({ miniProgram: { appId: 'touristappid', envVersion: 'develop' } })
  wx.getMenuButtonBoundingClientRect = () => ({
    left: 281,
    top: 26,
    right: 368,
    bottom: 58,
    width: 87,
    height: 32,
  })
  wx.canIUse = (name: string) => (name.split('.')[0] ?? '') in wx
  wx.nextTick = (run: () => void) => queueMicrotask(run)
  wx.createSelectorQuery = () => selectorQuery(settings)
}

/** Of one node, and of each that `selectAll` finds: one below the other, as high as a paragraph. */
function boxAt(index: number): object {
  const height = 300
  const top = index * height
  return { left: 0, right: 375, width: 375, top, bottom: top + height, height, scrollTop: 0 }
}

function selectorQuery({ countOf, canvasOf }: WxSettings): Record<string, unknown> {
  const answers: unknown[] = []
  let answer: unknown = boxAt(0)
  const query: Record<string, unknown> = {
    in: () => query,
    selectAll(selector: string) {
      answer = Array.from({ length: countOf(selector.replace('.', '')) }, (_, at) => boxAt(at))
      return query
    },
    exec: (callback?: (all: unknown[]) => void) => queueMicrotask(() => callback?.(answers)),
  }
  for (const chain of ['select', 'selectViewport'])
    query[chain] = (selector = '') => {
      const node = selector.startsWith('#') ? canvasOf(selector.slice(1)) : null
      answer = { ...boxAt(0), ...(node && { node }) }
      return query
    }
  for (const ask of ['boundingClientRect', 'scrollOffset', 'fields', 'node', 'context'])
    query[ask] = (...asked: unknown[]) => {
      // `fields` is told what is wanted before whom to call.
      const callback = asked.find((each) => typeof each === 'function')
      const given = answer
      answers.push(given)
      // On a phone too the callback comes when the query is carried out.
      queueMicrotask(() => void callback?.(given))
      return query
    }
  return query
}

function defineStorage(
  wx: Record<string, unknown>,
  define: Define,
  storage: Map<string, unknown>,
): void {
  wx.getStorageSync = (key: string) => storage.get(key) ?? ''
  wx.setStorageSync = (key: string, data: unknown) => void storage.set(key, structuredClone(data))
  wx.removeStorageSync = (key: string) => void storage.delete(key)
  wx.clearStorageSync = () => storage.clear()
  define('getStorage', ({ key = '' }) => {
    if (!storage.has(key)) throw new Error('data not found')
    return { data: storage.get(key) }
  })
  define('setStorage', ({ key = '', data }) => {
    storage.set(key, structuredClone(data))
    return {}
  })
  define('removeStorage', ({ key = '' }) => {
    storage.delete(key)
    return {}
  })
}

function defineNavigation(define: Define, settings: WxSettings): void {
  const kinds = ['navigateTo', 'redirectTo', 'switchTab', 'reLaunch', 'navigateBack'] as const
  for (const kind of kinds) {
    define(kind, ({ url = '', delta = 1 }) => {
      settings.navigate(kind, url, delta)
      return {}
    })
  }
}

/** `wx.request`: JSON in and out; on GET the data becomes the query. */
async function request(baseUrl: string, options: WxOptions): Promise<object> {
  const method = (options.method ?? 'GET').toUpperCase()
  const url = new URL(options.url ?? '', baseUrl)
  const { data } = options
  let body: string | null = null
  if (method === 'GET') {
    if (typeof data === 'object' && data !== null) {
      for (const [key, value] of Object.entries(data)) url.searchParams.set(key, String(value))
    }
  } else if (data !== undefined && data !== null) {
    body = typeof data === 'string' ? data : JSON.stringify(data)
  }
  const headers = { 'content-type': 'application/json', ...options.header }
  const response = await fetch(url, { method, headers, body })
  return answer(response)
}

async function upload(baseUrl: string, options: WxOptions): Promise<object> {
  const form = new FormData()
  for (const [key, value] of Object.entries(options.formData ?? {})) form.set(key, value)
  const file = options.filePath ?? ''
  form.set(options.name ?? 'file', new Blob([readFileSync(file)]), path.basename(file))
  const url = new URL(options.url ?? '', baseUrl)
  const response = await fetch(url, { method: 'POST', headers: options.header ?? {}, body: form })
  return { statusCode: response.status, data: await response.text() }
}

async function answer(response: Response): Promise<object> {
  const text = await response.text()
  let data: unknown = text
  try {
    data = JSON.parse(text)
  } catch {
    // WeChat too gives the text when it is not JSON
  }
  const header = Object.fromEntries(response.headers)
  return { statusCode: response.status, data, header, cookies: [] }
}
