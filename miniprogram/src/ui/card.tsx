import type { ReactNode } from 'react'
import { cx } from './class-names'
import { Link } from './link'

interface CardProps {
  title?: string
  /** Beside the title: a date, a count, a link. */
  aside?: ReactNode
  /** The whole card leads somewhere. */
  to?: string
  className?: string
  children?: ReactNode
}

/** A white sheet on the paper: one thing. */
export function Card({ title, aside, to, className, children }: CardProps) {
  const inside = (
    <>
      {title ? (
        <div className="lx-card__head">
          <h2 className="lx-card__title">{title}</h2>
          {aside ? <span className="lx-muted">{aside}</span> : null}
        </div>
      ) : null}
      {children}
    </>
  )
  if (to === undefined) return <section className={cx('lx-card', className)}>{inside}</section>
  return (
    <Link to={to} className={cx('lx-card', 'lx-card--link', className)}>
      {inside}
    </Link>
  )
}
