import { useEffect, useRef } from 'react'

// Stands in for @tarojs/taro in unit tests. Storage is real (in memory); what goes over the
// network or to the device is answered by what a test puts into `device`.

interface RequestOptions {
  url: string
  method: string
  header: Record<string, string>
  data?: string
}
interface Answer {
  statusCode: number
  data: string
}

const kept = new Map<string, unknown>()

/** What a test controls and looks at. */
export const device = {
  storage: kept,
  /** Answers requests; throwing means there is no network. */
  request: (_: RequestOptions): Promise<Answer> => Promise.reject(new Error('no network')),
  fontSizeSetting: undefined as number | undefined,
  visited: [] as string[],
  params: {} as Record<string, string>,
  storageFull: false,
}

const Taro = {
  getStorageSync: (key: string) => kept.get(key) ?? '',
  setStorageSync(key: string, value: unknown) {
    if (device.storageFull) throw new Error('quota')
    kept.set(key, value)
  },
  removeStorageSync: (key: string) => kept.delete(key),
  request: (options: RequestOptions) => device.request(options),
  getAppBaseInfo: () => ({ fontSizeSetting: device.fontSizeSetting }),
  setNavigationBarTitle: () => Promise.resolve(),
  getCurrentPages: () => [],
  canIUse: () => false,
  navigateTo({ url }: { url: string }) {
    device.visited.push(url)
    return Promise.resolve()
  },
  switchTab({ url }: { url: string }) {
    device.visited.push(url)
    return Promise.resolve()
  },
  redirectTo({ url }: { url: string }) {
    device.visited.push(url)
    return Promise.resolve()
  },
  navigateBack: () => Promise.resolve(),
  setClipboardData: () => Promise.resolve(),
  onNetworkStatusChange: () => undefined,
  offNetworkStatusChange: () => undefined,
}

/** Calls back once, as Taro does when a page comes to the front for the first time. */
export function useDidShow(callback: () => void): void {
  const first = useRef(callback)
  useEffect(() => first.current(), [])
}
/** No page goes to the back in a unit test. */
export function useDidHide(): void {}
export const useRouter = () => ({ params: device.params })

export default Taro
