/** How many assessors must say yes before a deed counts, and how many noes refuse it (D9). */
export const ASSESSORS_NEEDED = 2
/** A group is some people of the branch, not the whole branch. */
export const MOST_ASSESSORS = 9
export const MOST_DEED = 200
export const MOST_PROOF = 500
/** One sentence, of an assessor or in an appeal and its answer. */
export const MOST_WORDS = 200

export const deedStates = ['open', 'accepted', 'refused'] as const
export type DeedState = (typeof deedStates)[number]

export const appealStates = ['open', 'upheld', 'declined'] as const
export type AppealState = (typeof appealStates)[number]

/** What a member may appeal: an entry of their book, or a deed that the group refused. */
export const appealSubjects = ['entry', 'deed'] as const
export type AppealSubject = (typeof appealSubjects)[number]
