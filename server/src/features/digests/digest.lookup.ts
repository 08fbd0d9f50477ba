import { digestsSeenInGroup } from '../deliveries'
import { DigestModel, type DigestDocument } from './digest.model'

/** What an answer to a digest needs to know of it. */
export interface DigestRef {
  id: string
  issueNo: number
  pointCount: number
  /** Owner. */
  orgId: string
}

/** Deliveries of a group looked back through for a quoted issue. */
const LOOK_BACK = 400

function toRef(digest: Pick<DigestDocument, '_id' | 'issueNo' | 'points' | 'orgId'>): DigestRef {
  return {
    id: String(digest._id),
    issueNo: digest.issueNo,
    pointCount: digest.points.length,
    orgId: String(digest.orgId),
  }
}

const fields = { issueNo: 1, points: 1, orgId: 1 } as const

/** A digest by id, or null. */
export async function refOf(digestId: string): Promise<DigestRef | null> {
  const digest = await DigestModel.findById(digestId, fields).lean()
  return digest ? toRef(digest) : null
}

/** The digest that a group got last, or null. */
export async function newestInGroup(groupId: string): Promise<DigestRef | null> {
  const [newest] = await digestsSeenInGroup(groupId, 1)
  return newest ? refOf(newest) : null
}

/**
 * The digest with this issue number that a group got, the newest if it ever got two of the same
 * number (from another district); null when it got none.
 */
export async function byIssueInGroup(groupId: string, issueNo: number): Promise<DigestRef | null> {
  const seen = await digestsSeenInGroup(groupId, LOOK_BACK)
  const found = await DigestModel.find({ _id: { $in: seen }, issueNo }, fields).lean()
  const first = seen.find((id) => found.some((digest) => String(digest._id) === id))
  const digest = found.find((each) => String(each._id) === first)
  return digest ? toRef(digest) : null
}
