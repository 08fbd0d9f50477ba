import Taro from '@tarojs/taro'
import { isWeapp } from './platform'
import { readStored, writeStored } from './storage'
import { createStore, useStore } from './store'

/** 标准 / 大字 (22) / 特大字 (30): MIIT 2021 asks for at least 18 and for 30 to be reachable. */
export const textSizes = ['normal', 'large', 'max'] as const
export type TextSize = (typeof textSizes)[number]

export const textSizeLabels: Record<TextSize, string> = {
  normal: '标准',
  large: '大字',
  max: '特大字',
}

const storageKey = 'lx.text-size'
const isTextSize = (value: unknown): value is TextSize => textSizes.some((size) => size === value)
const store = createStore<TextSize>('normal')

/** Class on the page's root for a size; the tokens follow it. */
export function textSizeClass(size: TextSize): string {
  if (size === 'max') return 'elder elder-max'
  return size === 'large' ? 'elder' : ''
}

/** WeChat's own letter size, in px: its standard is 16–17, its largest steps begin at 20. */
function wechatSize(): TextSize {
  if (!isWeapp) return 'normal'
  try {
    const info = Taro.getAppBaseInfo()
    // Missing from Taro's types and from old versions of WeChat.
    const px: unknown = 'fontSizeSetting' in info ? info.fontSizeSetting : undefined
    return typeof px === 'number' && px >= 20 ? 'large' : 'normal'
  } catch {
    return 'normal'
  }
}

function apply(size: TextSize) {
  store.set(size)
  if (isWeapp || typeof document === 'undefined') return
  // Dialogs and popups hang outside the page's root.
  const { classList } = document.documentElement
  classList.toggle('elder', size !== 'normal')
  classList.toggle('elder-max', size === 'max')
}

/** At start: what was chosen on this device, else what WeChat is set to. */
export function loadTextSize(): void {
  apply(readStored(storageKey, isTextSize) ?? wechatSize())
}

/** The person chose; kept on this device. The account's wish is the caller's to send. */
export function chooseTextSize(size: TextSize): void {
  apply(size)
  writeStored(storageKey, size)
}

/**
 * What the account says, after signing in. A choice made on this device is newer and stays.
 * @param elderMode the account's wish; null = never said
 */
export function adoptAccountTextSize(elderMode: boolean | null): void {
  if (elderMode === null || readStored(storageKey, isTextSize) !== null) return
  apply(elderMode ? 'large' : 'normal')
}

/** Size in force, followed by the component. */
export function useTextSize(): TextSize {
  return useStore(store)
}
