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
  const { collected, adopted, solved, declined } = await outcomes.outcomeOfDigest(
    String(before._id),
  )
  return { issueNo: before.issueNo, collected, adopted, solved, declined }
}
