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
  | { why: 'phone_of_another' | 'registered_elsewhere' | 'same_name' | 'not_certified' }
  | { why: 'too_few_points'; points: number }

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
  | { kind: 'refused'; refusal: RosterRefusal }

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
 * The posts of somebody whom a roster names. A member has one branch: coming to this one is leaving
 * that one, and whoever joins is no longer counted as a resident here. Other posts, and being a
 * resident where one lives, are none of the roster's business.
 * @param stage what the person was before this line
 * @returns null when nothing changes in them
 */
export function postsAfter(
  person: Pick<PersonDocument, 'posts'>,
  stage: DevelopmentStage | null,
  to: { orgId: Post['orgId']; role: Role },
  at: Date,
): Post[] | null {
  const held = postsAt(person, at)
  const isHere = ({ orgId }: Post) => String(orgId) === String(to.orgId)
  const left = new Set([
    rosterPost(held, stage),
    held.find((post) => post.role === 'resident' && isHere(post)),
  ])
  if (held.some((post) => post.role === to.role && isHere(post))) return null
  const posts = person.posts.map((post) => (left.has(post) ? { ...post, to: at } : post))
  return [...posts, { ...to, from: at, to: null }]
}
