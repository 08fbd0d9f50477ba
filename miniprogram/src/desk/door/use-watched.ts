import Taro from '@tarojs/taro'
import { useEffect, useState } from 'react'
import { isWeapp } from '@/lib/platform'
import { useInFront } from '../parts/use-in-front'

/** True while somebody can see this page: it is in front, and so is its browser tab. */
export function useWatched(): boolean {
  const inFront = useInFront()
  const [isTabShown, setIsTabShown] = useState(true)
  useEffect(() => {
    if (isWeapp) return
    const look = () => setIsTabShown(document.visibilityState === 'visible')
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return inFront && isTabShown
}

/** Keeps the screen from going dark while it is watched, where the device can do that. */
export function useAwake(watched: boolean): void {
  useEffect(() => {
    if (!watched) return
    if (isWeapp) {
      void Taro.setKeepScreenOn({ keepScreenOn: true })
      return () => void Taro.setKeepScreenOn({ keepScreenOn: false })
    }
    if (!('wakeLock' in navigator)) return
    // Refused when the battery is low: then the screen goes dark as it always does.
    const lock = navigator.wakeLock.request('screen').catch(() => null)
    return () => void lock.then((held) => held?.release())
  }, [watched])
}
