/** Make-up cards (补签卡) that a person has in each Shanghai month. */
export const MAKE_UP_CARDS = 2
/**
 * A missed day can be made up within the running month, and within this many days also when it
 * lies in the month before: who missed the 31st still has the first week for it.
 */
export const MAKE_UP_DAYS = 7
/** Longest 心得 (UTF-16 units): one sentence, or two. */
export const MOST_THOUGHT = 300

export const thoughtStates = ['waiting', 'passed', 'refused'] as const
/** Where a 心得 stands; others see it only when a person has passed it. */
export type ThoughtState = (typeof thoughtStates)[number]

/** Purpose and version of the consent to show one's name in the branch: in the 接龙 and at a 心得. */
export const NAME_CONSENT = { purpose: 'checkin-name', version: '1' } as const

interface Consent {
  purpose: string
  granted: boolean
}

/** Has the person said that their name may be shown? The newest word counts; none is a no. */
export function showsName(consents: readonly Consent[]): boolean {
  return consents.findLast(({ purpose }) => purpose === NAME_CONSENT.purpose)?.granted ?? false
}
