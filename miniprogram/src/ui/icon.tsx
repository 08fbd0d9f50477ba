export type IconName =
  | 'home'
  | 'paper'
  | 'book'
  | 'say'
  | 'track'
  | 'me'
  | 'board'
  | 'bridge'
  | 'back'
  | 'next'
  | 'plus'
  | 'close'
  | 'check'
  | 'camera'
  | 'copy'
  | 'clock'
  | 'lock'
  | 'eye'
  | 'desk'
  | 'download'
  | 'exit'

/** One of our own drawings, in the colour of the text around it; decoration, hidden from readers. */
export function Icon({ name }: { name: IconName }) {
  return <span className={`lx-icon lx-icon--${name}`} aria-hidden="true" />
}
