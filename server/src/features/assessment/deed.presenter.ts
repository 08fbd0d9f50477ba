import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import type { AssessmentDeps } from './assessment.deps'
import type { DeedDocument, Voice } from './deed.model'

type PresentedDeed = OutputOf<'deeds.list'>['items'][number]

/**
 * Deeds as somebody sees them. While one is open, what was said shows only to who has spoken: no
 * assessor follows another.
 * @param viewerId who asks; a person of the branch or its desk
 */
export async function presentDeeds(
  people: AssessmentDeps['people'],
  rows: readonly DeedDocument[],
  viewerId: string,
): Promise<PresentedDeed[]> {
  const voicesOf = (row: DeedDocument) => [...row.voices, ...row.earlier]
  const [named, orgs] = await Promise.all([
    people.getMany(
      rows.flatMap((row) => [
        String(row.personId),
        String(row.proposedBy),
        ...voicesOf(row).map(({ by }) => String(by)),
      ]),
    ),
    getOrgs(rows.map(({ orgId }) => String(orgId))),
  ])
  const nameOf = (id: unknown) => named.get(String(id))?.name ?? ''
  const voice = ({ by, yes, words, at }: Voice) => ({
    name: nameOf(by),
    yes,
    words,
    at: at.toISOString(),
  })
  return rows.map((row) => {
    const spoke = row.voices.some(({ by }) => String(by) === viewerId)
    return {
      id: String(row._id),
      person: { id: String(row.personId), name: nameOf(row.personId) },
      org: { id: String(row.orgId), name: orgs.get(String(row.orgId))?.name ?? '' },
      day: row.day,
      what: row.what,
      proof: row.proof,
      proposedBy: nameOf(row.proposedBy),
      at: row.at.toISOString(),
      state: row.state,
      decidedAt: row.decidedAt?.toISOString() ?? null,
      voices: row.state !== 'open' || spoke ? row.voices.map(voice) : null,
      earlier: row.earlier.map(voice),
    }
  })
}
