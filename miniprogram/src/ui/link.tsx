import type { MouseEvent, ReactNode } from 'react'
import { go } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'

interface LinkProps {
  /** Address made by `pageUrl`. */
  to: string
  className?: string
  label?: string
  current?: boolean
  children: ReactNode
}

/** A way to another page: a real link in a browser (middle click, copy), a tap in WeChat. */
export function Link({ to, className, label, current, children }: LinkProps) {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    go(to)
  }
  return (
    <a
      {...(isWeapp ? {} : { href: `#${to}` })}
      className={className}
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      onClick={open}
    >
      {children}
    </a>
  )
}
