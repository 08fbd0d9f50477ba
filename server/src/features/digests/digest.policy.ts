import { staffRoles } from '@lianxin/shared'
import { covers, type PersonActor } from '../../http/route'
import type { DigestDocument } from './digest.model'
import { allows, digestActions } from './digest.rules'

type Judged = Pick<DigestDocument, 'orgPath' | 'authorId' | 'editorId' | 'state' | 'occurrences'>

/** May the actor see and work on it: staff of its organization or of one above. */
export function maySee(actor: PersonActor, digest: Pick<DigestDocument, 'orgPath'>): boolean {
  return covers(actor, digest.orgPath.map(String), staffRoles)
}

/** Two pairs of eyes: neither who wrote it nor who last changed it may judge it. */
export function mayReview(
  actor: PersonActor,
  digest: Pick<DigestDocument, 'authorId' | 'editorId'>,
): boolean {
  return actor.id !== String(digest.authorId) && actor.id !== String(digest.editorId)
}

/** What the actor may do to it now. */
export function actionsOf(actor: PersonActor, digest: Judged): (typeof digestActions)[number][] {
  if (!maySee(actor, digest)) return []
  return digestActions.filter(
    (action) =>
      allows(action, digest) &&
      ((action !== 'approve' && action !== 'reject') || mayReview(actor, digest)),
  )
}
