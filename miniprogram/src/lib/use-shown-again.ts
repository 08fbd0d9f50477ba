import { useDidShow } from '@tarojs/taro'
import { useRef } from 'react'

/** Calls `again` whenever the page comes back to the front; not the first time it is shown. */
export function useShownAgain(again: () => void): void {
  const shown = useRef(false)
  useDidShow(() => {
    if (shown.current) again()
    shown.current = true
  })
}
