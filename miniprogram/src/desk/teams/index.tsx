import { useState } from 'react'
import { teamBaseLabels, type TeamState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { useLater } from '../parts/use-later'
import { Fields } from './fields'
import { Members } from './members'
import { TeamForm } from './team-form'

type Team = OutputOf<'teams.list'>['items'][number]

const states = [
  { key: 'active', text: '在的' },
  { key: 'closed', text: '解散的' },
] as const satisfies readonly { key: TeamState; text: string }[]

function Row({ team, onChange }: { team: Team; onChange: () => void }) {
  const [open, setOpen] = useState<'form' | 'members' | null>(null)
  const { name, org, base, fields, members, leaders, state } = team
  const turn = (part: 'form' | 'members') => setOpen(open === part ? null : part)
  const led = leaders.map((leader) => leader.name).join('、')
  return (
    <Card>
      <div className="lx-row lx-row--top">
        <h2 className="lx-card__title">{name}</h2>
        <Badge tone="plain">{`${members} 人`}</Badge>
      </div>
      <p className="lx-muted">
        {[org.name, teamBaseLabels[base], fields.map((field) => field.name).join('、')].join(' · ')}
      </p>
      <p className="lx-muted">{led ? `队长：${led}` : '还没有队长，请定一位'}</p>
      {state === 'closed' ? null : (
        <div className="dk-acts--row">
          <Button
            small
            kind="secondary"
            label={`改${name}`}
            expanded={open === 'form'}
            onClick={() => turn('form')}
          >
            改
          </Button>
          <Button
            small
            kind="secondary"
            label={`${name}的队员`}
            expanded={open === 'members'}
            onClick={() => turn('members')}
          >
            队员
          </Button>
        </div>
      )}
      {open === 'members' ? <Members teamId={team.id} onChange={onChange} /> : null}
      {open === 'form' ? (
        <TeamForm
          team={team}
          onDone={() => {
            setOpen(null)
            onChange()
          }}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </Card>
  )
}

function Teams() {
  const [state, setState] = useState<TeamState>('active')
  const [typed, setTyped] = useState('')
  const [founding, setFounding] = useState(false)
  const q = useLater(typed.trim())
  const list = usePages(`desk teams ${state} ${q}`, (cursor) =>
    api.call('teams.list', {
      query: { state, ...(q ? { q } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  useBackInFront(list.first.reload)
  const close = () => setFounding(false)
  return (
    <div className="dk-sheet">
      <div className="dk-head">
        <h1 className="lx-title">志愿服务队</h1>
        <Button small expanded={founding} onClick={() => setFounding(!founding)}>
          建一支队
        </Button>
      </div>
      <p className="lx-subtitle">按组织、活动、区域、行业都能组队；队员自愿来，随时能走。</p>
      {founding ? (
        <Card title="建一支队">
          <TeamForm
            onDone={() => {
              close()
              list.first.reload()
            }}
            onClose={close}
          />
        </Card>
      ) : null}
      <Field id="desk-teams-q" label="找队伍" value={typed} maxLength={30} onChange={setTyped} />
      <div className="lx-apart">
        <Chips label="看哪些队" items={states} value={state} onChange={setState} />
      </div>
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 ? (
            <>
              {list.items.map((team) => (
                <Row key={team.id} team={team} onChange={list.first.reload} />
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState title="这里还没有队伍" text="点“建一支队”，定好队长，大家就能来。" />
          )
        }
      </Loading>
      <Fields />
    </div>
  )
}

/** 志愿服务队 at the desk: teams of the subtree, who is in them, and the fields they work in. */
function DeskTeamsPage() {
  return (
    <DeskPage title="志愿服务队" here="deskTeams" inner>
      <Teams />
    </DeskPage>
  )
}

export default DeskTeamsPage
