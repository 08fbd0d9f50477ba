import type { DigestDeps } from './digest.deps'
import { DigestModel, type DigestDocument, type FollowUp } from './digest.model'

/** What became of the suggestions on the issue before this one, as of now; null = there was none. */
export async function followUpOf(
  digest: Pick<DigestDocument, 'orgId' | 'issueNo'>,
  outcomes: DigestDeps['outcomes'],
): Promise<FollowUp | null> {
  const before = await DigestModel.findOne({
    orgId: digest.orgId,
    issueNo: { $lt: digest.issueNo },
    publishedAt: { $ne: null },
  })
    .sort({ issueNo: -1 })
    .lean()
  if (!before) return null
  return outcomeOf(before, outcomes)
}

/**
 * What a repeat of a digest tells: what became of the suggestions on its earlier times. (The first
 * time has told of the issue before, with figures that are old by now.)
 */
export async function followUpOfRepeat(
  digest: Pick<DigestDocument, '_id' | 'issueNo'>,
  outcomes: DigestDeps['outcomes'],
): Promise<FollowUp> {
  return outcomeOf(digest, outcomes)
}

async function outcomeOf(
  { _id, issueNo }: Pick<DigestDocument, '_id' | 'issueNo'>,
  outcomes: DigestDeps['outcomes'],
): Promise<FollowUp> {
  const digestId = String(_id)
  const { collected, adopted, solved, declined } = await outcomes.outcomeOfDigest(digestId)
  return { issueNo, digestId, collected, adopted, solved, declined }
}
