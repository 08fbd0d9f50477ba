import type { DigestState } from '@lianxin/shared'

/** What a person may do to a digest. */
export type DigestAction =
  | 'edit'
  | 'submit'
  | 'approve'
  | 'reject'
  | 'schedule'
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

/** All actions, in the order that the desk shows them. */
export const digestActions: readonly DigestAction[] = [
  'edit',
  'submit',
  'approve',
  'reject',
  'schedule',
  'pause',
  'resume',
  'cancel',
]
