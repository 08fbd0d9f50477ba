import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'
import { TeamLine } from '../parts/team-line'
import { Find, type Wanted } from './find'

type Team = OutputOf<'teams.publicList'>['items'][number]

function Mine() {
  const list = usePages('my teams', (cursor) =>
    api.call('me.teams', { query: { limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useShownAgain(list.first.reload)
  return (
    <Loading query={list.first} cards={0}>
      {() =>
        list.items.length === 0 ? null : (
          <Card title="我在的队伍">
            {list.items.map(({ id, name, leads }) => (
              <p key={id}>
                <Link className="lx-more" to={pageUrl('team', { id })}>
                  {name}
                </Link>{' '}
                {leads ? <Badge tone="new">队长</Badge> : null}
              </p>
            ))}
            <MoreButton pages={list} />
          </Card>
        )
      }
    </Loading>
  )
}

function TeamCard({ team }: { team: Team }) {
  return (
    <Card to={pageUrl('team', { id: team.id })}>
      <div className="lx-row lx-row--top">
        <h2 className="lx-card__title">{team.name}</h2>
        <Badge tone="plain">{`${team.members} 人`}</Badge>
      </div>
      <TeamLine team={team} />
      <p>{team.about}</p>
    </Card>
  )
}

const all: Wanted = { q: '', base: '', field: '' }

function Teams() {
  const [wanted, setWanted] = useState(all)
  const { q, base, field } = wanted
  const list = usePages(`teams ${JSON.stringify(wanted)}`, (cursor) =>
    api.call('teams.publicList', {
      query: {
        ...(q ? { q } : {}),
        ...(base ? { base } : {}),
        ...(field ? { field } : {}),
        ...(cursor ? { cursor } : {}),
      },
    }),
  )
  useShownAgain(list.first.reload)
  return (
    <>
      <Find value={wanted} onChange={setWanted} />
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 ? (
            <>
              {list.items.map((team) => (
                <TeamCard key={team.id} team={team} />
              ))}
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState title="没有这样的队伍" text="换个条件找找；要建新队，请跟支部说。" />
          )
        }
      </Loading>
    </>
  )
}

/** 志愿服务队: finding a team; whoever likes one joins it. */
function TeamsPage() {
  const me = useMe()
  return (
    <Page title="志愿服务队" here="me">
      <h1 className="lx-title">志愿服务队</h1>
      <p className="lx-subtitle">自愿参加，不用谁批。一个人可以在几支队里。</p>
      {me ? <Mine key={me.id} /> : null}
      <Teams />
    </Page>
  )
}

export default TeamsPage
