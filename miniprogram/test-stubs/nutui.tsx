import type { ReactNode } from 'react'

/** Stands in for NutUI's sheet: shows its content when it is open. */
export function Popup({ visible, children }: { visible: boolean; children: ReactNode }) {
  return visible ? <div role="dialog">{children}</div> : null
}
