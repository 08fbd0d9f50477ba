import type { TeamBase } from '@lianxin/shared'
import type { TeamDocument } from './team.model'

/** What staff writes about a team. */
export interface TeamText {
  name: string
  base: TeamBase
  fields: string[]
  about: string
  leaderIds: string[]
}

const sorted = (ids: readonly unknown[]) => ids.map(String).toSorted().join()

/** Is this what the team is already? Then the wish is a repeat, and nothing is to be done. */
export function saysTheSame(team: TeamDocument, text: TeamText): boolean {
  return (
    team.name === text.name &&
    team.base === text.base &&
    team.about === text.about &&
    sorted(team.fields) === sorted(text.fields) &&
    sorted(team.leaderIds) === sorted(text.leaderIds)
  )
}
