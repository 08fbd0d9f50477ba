import type { Role } from '@lianxin/shared'

/** A post that is in force now. `orgPath` = ids from the root down to and with `orgId`. */
export interface Post {
  role: Role
  orgId: string
  orgName: string
}

/** A signed-in person. */
export interface PersonActor {
  kind: 'person'
  id: string
  name: string
  posts: Post[]
  sessionId: string
}

/** A bot, known by its own scoped token. */
export interface BotActor {
  kind: 'bot'
  id: string
  name: string
}

/**
 * Does the actor hold one of `roles` over the organization whose path this is?
 * @param orgPath ids from the root down to and with the organization itself
 */
export function covers(
  actor: PersonActor,
  orgPath: readonly string[],
  roles: readonly Role[],
): boolean {
  return actor.posts.some((post) => roles.includes(post.role) && orgPath.includes(post.orgId))
}

/** Roots of the subtrees over which the actor holds one of `roles` (for `orgPath: { $in: … }`). */
export function rootsOf(actor: PersonActor, roles: readonly Role[]): string[] {
  return actor.posts.filter((post) => roles.includes(post.role)).map((post) => post.orgId)
}
