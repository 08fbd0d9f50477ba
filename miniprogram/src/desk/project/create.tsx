import { useState } from 'react'
import { useMe } from '@/api/session'
import { useMutation } from '@/api/use-mutation'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { OwnerChoice, useOwner, type Owner } from '../parts/owner'
import { useUnits, type Unit } from '../parts/use-orgs'
import { Dates } from './dates'
import { More, Problem, What } from './form'
import { leave } from './leave'
import { bodyOf, opening, type Wish } from './wish'

const NO_TEAM = ''

interface WhoseProps {
  units: readonly Unit[]
  owner: Owner
  teamId: string
  onTeam: (id: string) => void
}

/** Which organization and, if any, which team. */
function Whose({ units, owner, teamId, onTeam }: WhoseProps) {
  const teams = useQuery('teams.list', { query: { limit: 100 } })
  const items = teams.data?.items ?? []
  if (units.length < 2 && items.length === 0) return null
  return (
    <Card title="谁来办">
      <OwnerChoice label="哪个单位办" options={units} owner={owner} />
      {items.length > 0 ? (
        <div className="dk-gap">
          <Choose
            label="哪支志愿队伍"
            options={[
              { key: NO_TEAM, text: '不归哪支队伍' },
              ...items.map(({ id, name }) => ({ key: id, text: name })),
            ]}
            value={teamId}
            onChange={onTeam}
          />
        </div>
      ) : null}
    </Card>
  )
}

/** A new project. */
export function Create() {
  const me = useMe()
  const [wish, setWish] = useState<Wish>(() => opening(me?.name ?? ''))
  const change = (part: Partial<Wish>) => setWish((old) => ({ ...old, ...part }))
  const units = useUnits()
  const mine = units.find(({ key }) => key === me?.posts[0]?.orgId)
  const owner = useOwner(mine ? [mine, ...units.filter((unit) => unit !== mine)] : units)
  const [teamId, setTeamId] = useState(NO_TEAM)
  const { run, busy, failure } = useMutation('projects.create')
  const [noDay, setNoDay] = useState(false)

  async function send() {
    const body = bodyOf(wish)
    setNoDay(body === null)
    if (!body) return
    const made = await run({
      body: {
        ...body,
        kind: wish.kind,
        teamId: teamId === NO_TEAM ? null : teamId,
        ...(owner.unit ? { orgId: owner.unit.key } : {}),
      },
    })
    if (!made) return
    toast('建好了，大家可以报名了')
    leave()
  }

  return (
    <>
      <h1 className="lx-title">新建</h1>
      <p className="lx-subtitle">定一次，后面的日子自己排出来，到时候还能改。</p>
      <div className="dk-grid">
        <div>
          <What wish={wish} change={change} failure={failure} isNew />
          <More wish={wish} change={change} failure={failure} />
        </div>
        <div>
          <Dates wish={wish} />
          <Whose units={units} owner={owner} teamId={teamId} onTeam={setTeamId} />
          <Problem failure={failure} />
          {noDay ? <Banner>请选一个日子。</Banner> : null}
          <div className="dk-acts--row dk-gap">
            <Button busy={busy} onClick={() => void send()}>
              建好，开始报名
            </Button>
            <Button kind="quiet" onClick={leave}>
              先不建
            </Button>
          </div>
        </div>
      </div>
    </>
  )
}
