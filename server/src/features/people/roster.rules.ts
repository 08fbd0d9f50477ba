import type { DevelopmentStage, PartyClass, Role } from '@lianxin/shared'
import type { OrgRecord } from '../orgs'
import type { PersonDocument } from './person.model'

/** One line of a roster as somebody wrote it, checked by itself. */
export interface RosterRow {
  name: string
  /** 11 digits; null: not written. */
  phone: string | null
  org: OrgRecord
  /** Null where the column is empty: what is known stays. */
  partyClass: PartyClass | null
  stage: DevelopmentStage | null
  joinedOn: string | null
}

/** Why a line cannot be taken, beyond what can be seen in it. */
export type RosterRefusal =
  | 'phone_of_another'
  | 'registered_elsewhere'
  | 'same_name'
  | 'not_certified'
  | 'too_few_points'

/** What a line changed about somebody known: from what to what. */
export type RosterChange =
  | { field: 'phone' }
  | { field: 'org'; from: string | null; to: string }
  | { field: 'partyClass'; from: PartyClass | null; to: PartyClass }
  | { field: 'stage'; from: DevelopmentStage | null; to: DevelopmentStage }
  | { field: 'joinedOn'; from: string | null; to: string }

export type RosterOutcome =
  | { kind: 'created' | 'unchanged' }
  | { kind: 'updated'; changes: RosterChange[] }
  | { kind: 'refused'; why: RosterRefusal }

type Post = PersonDocument['posts'][number]

/** Posts in force at an instant. */
export function postsAt(person: Pick<PersonDocument, 'posts'>, at: Date): Post[] {
  return person.posts.filter(({ from, to }) => from <= at && (to === null || to > at))
}

/** Whoever is not in the Party yet is a resident to the organization that they stand with. */
export function roleFor(stage: DevelopmentStage | null): Role {
  return stage === 'applicant' || stage === 'activist' || stage === 'candidate'
    ? 'resident'
    : 'member'
}

/** The post by which a person stands on a roster; null for who stands on none. */
export function rosterPost(posts: readonly Post[], stage: DevelopmentStage | null): Post | null {
  const member = posts.find(({ role }) => role === 'member')
  if (member) return member
  return (stage !== null && posts.find(({ role }) => role === 'resident')) || null
}

/**
 * The posts of somebody whom a roster names.
 * @param held the posts in force, all of them within the part of the tree that the roster is for
 * @returns null when nothing changes in them
 */
export function postsAfter(
  person: Pick<PersonDocument, 'posts'>,
  org: Post['orgId'],
  role: Role,
  at: Date,
): Post[] | null {
  const own = postsAt(person, at).filter(
    (post) => post.role === 'member' || post.role === 'resident',
  )
  if (own.some((post) => post.role === role && String(post.orgId) === String(org))) return null
  // A member has one branch: coming to this one is leaving that one, and an applicant who was
  // admitted is no longer counted as a resident.
  const posts = person.posts.map((post) => (own.includes(post) ? { ...post, to: at } : post))
  return [...posts, { role, orgId: org, from: at, to: null }]
}
