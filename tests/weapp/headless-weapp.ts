// Runs the real WeChat bundle without WeChat: the same JavaScript, on a stand-in for what WeChat gives it.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { waitFor } from '../support/wait'
import { readTemplates } from './weapp-templates'
import { createPage, type WeappPage } from './weapp-page'
import { createLoader, createTimers } from './weapp-sandbox'
import { readTree, walk } from './weapp-tree'
import { createWx, type Navigation, type WxCall } from './wx-stand-in'

export interface WeappOptions {
  /** Folder of the built bundle. */
  dist: string
  /** Where `wx.request` goes. */
  baseUrl: string
  /** Kept on the phone; pass the same map to a second run. */
  storage?: Map<string, unknown>
  /** What `wx.login` gives. */
  loginCode?: string
  /** WeChat's own text size in px; 16 is standard. */
  fontSizeSetting?: number
  /** The person does not agree when WeChat asks for the privacy authorization. */
  refusesPrivacy?: boolean
  /** What the person answers when asked for subscribe messages; accepts all unless told. */
  reminds?(templates: readonly string[]): Record<string, string> | number
  /** What one draws on, by its id; without it this phone has no canvas. */
  canvasOf?(id: string): object | null
}

export interface Weapp {
  /** Opens a page as WeChat does at a launch. @param url e.g. `/pages/index/index?id=1` */
  launch(url: string): WeappPage
  /** The page on top. */
  page(): WeappPage
  /** Routes of the open pages, the top one last. */
  routes(): string[]
  /** Every call of `wx`, in order. */
  calls: WxCall[]
  /** What the bundle threw or wrote to console.error. */
  errors: string[]
  /** Waits until no `wx` call is under way and the page has rendered what came of the last one. */
  settled(): Promise<void>
  /** Closes all pages and stops the bundle's timers. */
  close(): void
}

type Hook = (this: unknown, ...args: unknown[]) => unknown
type Config = Record<string, unknown>
interface Instance {
  route: string
  data: Record<string, unknown>
  call(hook: string, ...args: unknown[]): unknown
}

/** Starts the bundle's app.js. @throws Error when the bundle is not built */
export function startWeapp(options: WeappOptions): Weapp {
  const { dist } = options
  if (!existsSync(path.join(dist, 'app.js'))) throw new Error(`${dist} holds no weapp bundle`)
  const templates = readTemplates(dist)
  const configs = new Map<string, Config>()
  const stack: Instance[] = []
  /** Pages of the tab bar stay alive when another one is shown. */
  const tabs = new Map<string, Instance | null>(tabRoutes(dist).map((route) => [route, null]))
  const errors: string[] = []
  let app: Config = {}
  let loading = ''
  let busy = 0
  let changes = 0

  const { wx, calls } = createWx({
    baseUrl: options.baseUrl,
    storage: options.storage ?? new Map<string, unknown>(),
    loginCode: options.loginCode ?? 'stand-in-code',
    fontSizeSetting: options.fontSizeSetting ?? 16,
    refusesPrivacy: options.refusesPrivacy ?? false,
    reminds:
      options.reminds ?? ((ids) => Object.fromEntries(ids.map((id) => [id, 'accept'] as const))),
    navigate,
    countOf: (className) =>
      stack.length === 0
        ? 0
        : walk(page().root()).filter((node) => node.className.split(' ').includes(className))
            .length,
    canvasOf: (id) => options.canvasOf?.(id) ?? null,
    started: () => (busy += 1),
    finished: () => (busy -= 1),
  })
  const timers = createTimers((error) => errors.push(String(error)))
  const log = (...args: unknown[]) => void errors.push(args.map(String).join(' '))
  const quiet = () => undefined
  const sandbox: Record<string, unknown> = {
    wx,
    ...timers.functions,
    console: { log: quiet, info: quiet, debug: quiet, warn: quiet, error: log },
    App: (config: Config) => (app = config),
    Page: (config: Config) => configs.set(loading, config),
    // Taro's two components only draw deep nodes; their data stays in the page
    Component: quiet,
    Behavior: quiet,
    getApp: () => app,
    getCurrentPages: () => stack.map(({ data, route }) => ({ data, route, __route__: route })),
  }
  sandbox.global = sandbox
  // No code from strings, as on the phone.
  const context = vm.createContext(sandbox, { codeGeneration: { strings: false, wasm: false } })
  const load = createLoader(context)

  function open(url: string): void {
    const [address = '', query = ''] = url.replace(/^\//, '').split('?')
    if (!configs.has(address)) {
      loading = address
      load(path.join(dist, `${address}.js`))
    }
    const config = configs.get(address)
    if (!config) throw new Error(`${address} is no page of the bundle`)
    const instance = instantiate(config, address, () => (changes += 1))
    stack.push(instance)
    if (tabs.has(address)) tabs.set(address, instance)
    // WeChat does not decode what stands behind the question mark.
    instance.call('onLoad', Object.fromEntries(query.split('&').flatMap(readPair)))
    instance.call('onShow')
    instance.call('onReady')
  }

  function closeTop(): void {
    const top = stack.pop()
    if (top && tabs.has(top.route)) tabs.set(top.route, null)
    top?.call('onUnload')
  }

  function closeAll(): void {
    while (stack.length > 0) closeTop()
    for (const [route, kept] of tabs) {
      kept?.call('onUnload')
      tabs.set(route, null)
    }
  }

  function switchTab(route: string): void {
    while (stack.length > 1) closeTop()
    const bottom = stack[0]
    if (bottom?.route === route) return
    if (bottom && tabs.has(bottom.route)) {
      stack.pop()?.call('onHide')
    } else closeTop()
    const kept = tabs.get(route)
    if (!kept) return open(route)
    stack.push(kept)
    kept.call('onShow')
  }

  function navigate(kind: Navigation, url: string, delta: number): void {
    if (kind === 'navigateBack') {
      for (let step = 0; step < delta && stack.length > 1; step++) closeTop()
      stack.at(-1)?.call('onShow')
      return
    }
    const absolute = new URL(url, `weapp://app/${stack.at(-1)?.route ?? ''}`)
    if (kind === 'switchTab') return switchTab(absolute.pathname.slice(1))
    if (kind === 'navigateTo') stack.at(-1)?.call('onHide')
    else if (kind === 'redirectTo') closeTop()
    else closeAll()
    open(absolute.pathname.slice(1) + absolute.search)
  }

  function page(): WeappPage {
    const top = stack.at(-1)
    if (!top) throw new Error('No page is open')
    return createPage(top, () => readTree(top.data.root, templates))
  }

  load(path.join(dist, 'app.js'))
  callHook(app, app, 'onLaunch', { path: '', query: {}, scene: 1001 })
  callHook(app, app, 'onShow', { path: '', query: {}, scene: 1001 })

  return {
    launch(url) {
      open(url)
      return page()
    },
    page,
    routes: () => stack.map(({ route }) => route),
    calls,
    errors,
    async settled() {
      let seen = -1
      await waitFor('the miniprogram to be at rest', () => {
        const rests = busy === 0 && seen === changes
        seen = changes
        return rests
      })
    },
    close() {
      closeAll()
      timers.clear()
    },
  }
}

/** Routes of the tab bar, from the bundle's app.json. */
function tabRoutes(dist: string): string[] {
  const text = readFileSync(path.join(dist, 'app.json'), 'utf8')
  const app = JSON.parse(text) as { tabBar?: { list: { pagePath: string }[] } }
  return app.tabBar?.list.map(({ pagePath }) => pagePath) ?? []
}

function readPair(pair: string): [string, string][] {
  const [key = '', ...value] = pair.split('=')
  return key ? [[key, value.join('=')]] : []
}

function callHook(self: unknown, config: Config, name: string, ...args: unknown[]): unknown {
  const hook = config[name]
  return typeof hook === 'function' ? (hook as Hook).apply(self, args) : undefined
}

/** A page object as WeChat makes it from what `Page()` was given. */
function instantiate(config: Config, route: string, changed: () => void): Instance {
  const data = structuredClone(config.data ?? {}) as Record<string, unknown>
  const self: Record<string, unknown> = {
    ...config,
    data,
    route,
    __route__: route,
    is: route,
    selectComponent: () => null,
    setData(patch: Record<string, unknown>, callback?: () => void) {
      // WeChat sends a copy to the view; what is not plain data is lost on the way
      const copy = JSON.parse(JSON.stringify(patch)) as Record<string, unknown>
      for (const [key, value] of Object.entries(copy)) assign(data, key, value)
      changed()
      queueMicrotask(() => callback?.())
    },
  }
  return { route, data, call: (hook, ...args) => callHook(self, config, hook, ...args) }
}

/** Sets `root.cn.[0].v` and the like. */
function assign(target: Record<string, unknown>, key: string, value: unknown): void {
  const steps = key.replaceAll(/\.?\[(\d+)\]/g, '.$1').split('.')
  const last = steps.pop() ?? ''
  let current = target
  for (const step of steps) {
    current[step] ??= {}
    current = current[step] as Record<string, unknown>
  }
  current[last] = value
}
