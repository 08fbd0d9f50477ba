import { useId, useState } from 'react'
import {
  fieldGroupLabels,
  fieldGroups,
  MOST_TEAM_ABOUT,
  MOST_TEAM_FIELDS,
  MOST_TEAM_LEADERS,
  MOST_TEAM_NAME,
  teamBaseLabels,
  teamBases,
  type TeamBase,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { confirm, toast } from '@/ui/feedback'
import { Field, TextArea } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Picks } from '@/ui/picks'
import { Banner } from '@/ui/states'
import { FindPerson, type Picked } from '../parts/find-person'
import { OwnerChoice, useOwner } from '../parts/owner'
import { useUnits } from '../parts/use-orgs'

type Team = OutputOf<'teams.list'>['items'][number]

const bases = teamBases.map((key) => ({ key, text: teamBaseLabels[key] }))

interface FieldPicksProps {
  orgId: string
  value: readonly string[]
  onChange: (keys: string[]) => void
}

/** One to three fields of the district's list; what is switched off stays only where it is chosen. */
function FieldPicks({ orgId, value, onChange }: FieldPicksProps) {
  const fields = useQuery('teamFields.list', { query: { orgId } })
  return (
    <Loading query={fields} cards={1}>
      {({ items }) => (
        <>
          <p className="dk-strong dk-gap">{`服务方面（一到 ${MOST_TEAM_FIELDS} 个）`}</p>
          {fieldGroups.map((group) => {
            const own = items.filter(
              (field) => field.group === group && (!field.off || value.includes(field.key)),
            )
            // Three of all groups together.
            const elsewhere = value.filter((key) => own.every((field) => field.key !== key))
            return own.length === 0 ? null : (
              <div key={group} className="dk-gap">
                <p className="lx-muted">{fieldGroupLabels[group]}</p>
                <Picks
                  label={fieldGroupLabels[group]}
                  items={own.map(({ key, name }) => ({ key, text: name }))}
                  value={value.filter((key) => !elsewhere.includes(key))}
                  most={MOST_TEAM_FIELDS - elsewhere.length}
                  onChange={(keys) => onChange([...elsewhere, ...keys])}
                />
              </div>
            )
          })}
        </>
      )}
    </Loading>
  )
}

interface LeadersProps {
  value: readonly Picked[]
  onChange: (leaders: Picked[]) => void
}

function Leaders({ value, onChange }: LeadersProps) {
  return (
    <>
      <p className="dk-strong dk-gap">{`队长（一到 ${MOST_TEAM_LEADERS} 位）`}</p>
      {value.map(({ id, name }) => (
        <div key={id} className="lx-row">
          <span>{name}</span>
          <Button
            small
            kind="quiet"
            label={`不让${name}当队长`}
            onClick={() => onChange(value.filter((each) => each.id !== id))}
          >
            去掉
          </Button>
        </div>
      ))}
      {value.length < MOST_TEAM_LEADERS ? (
        <FindPerson
          label="请谁当队长"
          onPick={(person) => onChange([...value.filter(({ id }) => id !== person.id), person])}
        />
      ) : null}
    </>
  )
}

interface TeamFormProps {
  /** The one to change; none = a new one. */
  team?: Team
  onDone: () => void
  onClose: () => void
}

/** Founding a team, or changing and closing one. */
export function TeamForm({ team, onDone, onClose }: TeamFormProps) {
  const id = useId()
  const units = useUnits()
  const owner = useOwner(units)
  const [name, setName] = useState(team?.name ?? '')
  const [base, setBase] = useState<TeamBase>(team?.base ?? 'organization')
  const [fields, setFields] = useState<readonly string[]>(() =>
    (team?.fields ?? []).map(({ key }) => key),
  )
  const [about, setAbout] = useState(team?.about ?? '')
  const [leaders, setLeaders] = useState<readonly Picked[]>(team?.leaders ?? [])
  const { busy, problem, attempt } = useAttempt()
  const orgId = team?.org.id ?? owner.unit?.key ?? ''
  const ready =
    orgId !== '' &&
    name.trim() !== '' &&
    about.trim() !== '' &&
    fields.length > 0 &&
    leaders.length > 0
  const written = {
    name: name.trim(),
    base,
    fields: [...fields],
    about: about.trim(),
    leaderIds: leaders.map((leader) => leader.id),
  }
  const save = async () => {
    const done = await attempt(() =>
      team
        ? api.call('teams.update', {
            params: { id: team.id },
            body: { ...written, revision: team.revision },
          })
        : api.call('teams.create', { body: { orgId, ...written } }),
    )
    if (!done) return
    toast(team ? '改好了' : '队伍建好了')
    onDone()
  }
  const dissolve = async (known: Team) => {
    const text = '队员都会离队，解散了不能恢复。'
    if (!(await confirm({ title: `解散${known.name}？`, text, yes: '解散' }))) return
    // As it is: what was typed and not saved is not meant.
    const body = {
      ...{ name: known.name, base: known.base, about: known.about },
      fields: known.fields.map(({ key }) => key),
      leaderIds: known.leaders.map((leader) => leader.id),
      state: 'closed' as const,
      revision: known.revision,
    }
    if (await attempt(() => api.call('teams.update', { params: { id: known.id }, body }))) onDone()
  }
  return (
    <>
      {team ? null : <OwnerChoice label="这支队归谁" options={units} owner={owner} />}
      <Field
        id={`${id}-name`}
        label="队名"
        value={name}
        maxLength={MOST_TEAM_NAME}
        placeholder="例如：望江夕阳红队"
        onChange={setName}
      />
      <div className="dk-gap">
        <Chips label="怎么组的队" items={bases} value={base} onChange={setBase} />
      </div>
      {orgId ? <FieldPicks orgId={orgId} value={fields} onChange={setFields} /> : null}
      <TextArea
        id={`${id}-about`}
        label="做些什么"
        value={about}
        maxLength={MOST_TEAM_ABOUT}
        rows={3}
        placeholder="例如：每周三给独居老人送午饭"
        onChange={setAbout}
      />
      <Leaders value={leaders} onChange={setLeaders} />
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="lx-acts">
        <Button busy={busy} disabled={!ready} onClick={() => void save()}>
          {team ? '存好' : '建好这支队'}
        </Button>
        {team ? (
          <Button kind="secondary" busy={busy} onClick={() => void dissolve(team)}>
            解散
          </Button>
        ) : null}
        <Button kind="quiet" onClick={onClose}>
          {team ? '不改了' : '先不建'}
        </Button>
      </div>
    </>
  )
}
