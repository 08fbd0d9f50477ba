import { useEffect, useRef } from 'react'
import { isWeapp } from '@/lib/platform'

export interface LedgerKeys {
  /** ↑ ↓ */
  move: (step: 1 | -1) => void
  /** R */
  reply: () => void
  /** Enter on the list */
  open: () => void
  /** Esc: out of a box or the detail, back to the list */
  leave: () => void
  /** / */
  search: () => void
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null

/** Elements that Enter already presses. */
const isPressable = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('button, a') !== null

function actionFor(event: KeyboardEvent, keys: LedgerKeys): (() => void) | null {
  if (event.key === 'Escape') return keys.leave
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return null
  switch (event.key) {
    case 'ArrowDown':
      return () => keys.move(1)
    case 'ArrowUp':
      return () => keys.move(-1)
    case 'r':
    case 'R':
      return keys.reply
    case '/':
      return keys.search
    case 'Enter':
      return isPressable(event.target) ? null : keys.open
    default:
      return null
  }
}

/**
 * Lets the ledger be worked from the keyboard while it is in front. Keys typed into a box stay
 * the box's own (an input method's too), an open dialog keeps all of them.
 */
export function useLedgerKeys(active: boolean, keys: LedgerKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    if (!active || isWeapp) return
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || document.querySelector('dialog[open]')) return
      const action = actionFor(event, latest.current)
      if (!action) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [active])
}
