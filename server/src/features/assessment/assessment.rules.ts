import { ASSESSORS_NEEDED, type DeedState } from '@lianxin/shared'

/**
 * Where a deed stands after what was said (D9: at least two, never the person themself). Two voices
 * decide either way; it is refused as soon as those who have not spoken cannot make two yeses.
 * @param voices one per assessor
 * @param assessors ids of the group as it is now
 */
export function judge(
  voices: readonly { by: string; yes: boolean }[],
  assessors: readonly string[],
  personId: string,
): DeedState {
  const counted = voices.filter(({ by }) => by !== personId)
  const yes = counted.filter((voice) => voice.yes).length
  if (yes >= ASSESSORS_NEEDED) return 'accepted'
  if (counted.length - yes >= ASSESSORS_NEEDED) return 'refused'
  const said = new Set(counted.map(({ by }) => by))
  const left = eligible(assessors, personId).filter((id) => !said.has(id)).length
  return yes + left < ASSESSORS_NEEDED ? 'refused' : 'open'
}

/** Who of a group may assess a person. */
export function eligible(assessors: readonly string[], personId: string): string[] {
  return [...new Set(assessors)].filter((id) => id !== personId)
}
