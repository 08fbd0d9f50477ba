import Taro from '@tarojs/taro'

/**
 * Reads a value kept on this device.
 * @returns what was kept under `key` if `accept` recognizes it, else null (also when storage is
 * broken or full of something older: nothing here may stop a page from opening)
 */
export function readStored<T>(key: string, accept: (value: unknown) => value is T): T | null {
  try {
    const raw: unknown = Taro.getStorageSync(key)
    const value: unknown = typeof raw === 'string' && raw !== '' ? JSON.parse(raw) : null
    return accept(value) ? value : null
  } catch {
    return null
  }
}

/** Keeps a value on this device; null removes it. Returns false when the device refused. */
export function writeStored(key: string, value: unknown): boolean {
  try {
    if (value === null) Taro.removeStorageSync(key)
    else Taro.setStorageSync(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** True for a plain object, so that its fields can be looked at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
