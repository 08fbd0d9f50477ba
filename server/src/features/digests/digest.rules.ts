import type { DigestState } from '@lianxin/shared'

/** What a person may do to a digest. */
export type DigestAction =
  | 'edit'
  | 'submit'
  | 'approve'
  | 'reject'
  | 'schedule'
  | 'send_missed'
  | 'pause'
  | 'resume'
  | 'cancel'

/** States from which each action is possible. */
const from: Record<DigestAction, readonly DigestState[]> = {
  edit: ['draft', 'approved', 'scheduled'],
  submit: ['draft'],
  approve: ['in_review'],
  reject: ['in_review'],
  schedule: ['approved', 'scheduled'],
  send_missed: ['approved', 'scheduled', 'sending', 'sent'],
  pause: ['scheduled', 'sending'],
  resume: ['paused'],
  cancel: ['scheduled', 'sending', 'paused'],
}

/** May this be done to a digest in this state? What has gone out once is not reworded any more. */
export function allows(
  action: DigestAction,
  digest: { state: DigestState; occurrences: number },
): boolean {
  if (action === 'edit' && digest.occurrences > 0) return false
  return from[action].includes(digest.state)
}

/** May people outside the desk read it: was it approved, and not sent back to be reworded? */
export function isReadable(digest: { state: DigestState; publishedAt: Date | null }): boolean {
  return digest.publishedAt !== null || !['draft', 'in_review'].includes(digest.state)
}

/** The actions that a digest may name, in the order that the desk shows them. */
export const digestActions: readonly Exclude<DigestAction, 'send_missed'>[] = [
  'edit',
  'submit',
  'approve',
  'reject',
  'schedule',
  'pause',
  'resume',
  'cancel',
]
