import type { ReactNode } from 'react'

interface PointProps {
  no: number
  title?: string
  text?: string
  children?: ReactNode
}

/** A numbered point of a digest: the number is what people answer to. */
export function Point({ no, title, text, children }: PointProps) {
  return (
    <div className="lx-point">
      <span className="lx-point__no" aria-label={`第 ${no} 点`}>
        {no}
      </span>
      <div className="lx-point__body">
        <div className="lx-point__text">
          {title ? <span className="lx-point__title">{title}</span> : null}
          {text ? <div>{text}</div> : null}
        </div>
        {children ? <div className="lx-point__act">{children}</div> : null}
      </div>
    </div>
  )
}
