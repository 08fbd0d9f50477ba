import { useDidHide, useDidShow } from '@tarojs/taro'
import { useRef, useState } from 'react'

/**
 * True while this page is the one being looked at. Pages below it stay in the document, and must
 * neither take keys nor ask the server.
 */
export function useInFront(): boolean {
  const [inFront, setInFront] = useState(true)
  useDidShow(() => setInFront(true))
  useDidHide(() => setInFront(false))
  return inFront
}

/** Calls `again` whenever the page comes back to the front from behind another. */
export function useBackInFront(again: () => void): void {
  const hidden = useRef(false)
  useDidHide(() => {
    hidden.current = true
  })
  useDidShow(() => {
    if (hidden.current) again()
    hidden.current = false
  })
}
