import { teamBaseLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'

type Team = Pick<OutputOf<'teams.publicGet'>, 'org' | 'base' | 'fields'>

/** In one line: whose a team is, what holds it together, what it does. */
export function TeamLine({ team: { org, base, fields } }: { team: Team }) {
  const words = [org.name, teamBaseLabels[base], fields.map(({ name }) => name).join('、')]
  return <p className="lx-muted">{words.filter(Boolean).join(' · ')}</p>
}
