import type { ReactNode } from 'react'
import { Button } from './button'

/** The shape of what is coming; shown only after 0.4 s, and after 3 s it says why. */
export function Skeleton({ cards = 2, slow }: { cards?: number; slow?: boolean }) {
  return (
    <div aria-busy="true" role="status">
      <span className="lx-sr">正在加载</span>
      {Array.from({ length: cards }, (_, index) => (
        <div key={index} className="lx-card lx-skeleton">
          <div className="lx-skeleton__line lx-skeleton__line--short" />
          <div className="lx-skeleton__line" />
          <div className="lx-skeleton__line" />
        </div>
      ))}
      {slow ? <span className="lx-wait">还在加载，网络有点慢，请稍等…</span> : null}
    </div>
  )
}

interface StateProps {
  title: string
  text?: string
  children?: ReactNode
}

/** Nothing here yet: says what will be, and offers the first step (children). */
export function EmptyState({ title, text, children }: StateProps) {
  return (
    <div className="lx-state">
      <span className="lx-state__title">{title}</span>
      {text ? <span className="lx-state__text">{text}</span> : null}
      {children ? <div className="lx-state__act">{children}</div> : null}
    </div>
  )
}

/** Something went wrong: what, and what to do. */
export function ErrorState({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div className="lx-state lx-state--bad" role="alert">
      <span className="lx-state__title">没有打开</span>
      <span className="lx-state__text">{message}</span>
      {onRetry ? (
        <div className="lx-state__act">
          <Button kind="secondary" onClick={onRetry}>
            再试一次
          </Button>
        </div>
      ) : null}
    </div>
  )
}

/** A golden note: what became of what people said. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="lx-notice">
      <h2 className="lx-notice__title">{title}</h2>
      {children}
    </section>
  )
}

/** A sentence above a form: what went wrong with the whole of it. */
export function Banner({ children }: { children: string }) {
  return (
    <div className="lx-banner" role="alert">
      {children}
    </div>
  )
}
