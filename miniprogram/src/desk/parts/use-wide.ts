import { useEffect, useState } from 'react'
import { isWeapp } from '@/lib/platform'

const query = '(min-width: 1024px)'

function wideNow(): boolean {
  return !isWeapp && typeof window !== 'undefined' && window.matchMedia(query).matches
}

/** True where the desk has room for navigation, list and detail side by side; never in WeChat. */
export function useWide(): boolean {
  const [wide, setWide] = useState(wideNow)
  useEffect(() => {
    if (isWeapp) return
    const media = window.matchMedia(query)
    const follow = () => setWide(media.matches)
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  return wide
}
