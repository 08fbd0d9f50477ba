import { useState } from 'react'
import { eventTypes } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { pageUrl } from '@/lib/navigate'
import { Chips } from '@/ui/chips'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { useBackInFront } from '../parts/use-in-front'

type Project = OutputOf<'projects.list'>['items'][number]

const states = [
  { key: 'active', text: '进行中' },
  { key: 'ended', text: '已结束' },
] as const
type State = (typeof states)[number]['key']

function Row({ project }: { project: Project }) {
  const { id, title, kind, ruleWords, startTime, place, org, team } = project
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <Link to={pageUrl('deskProject', { id })} className="dk-strong">
          {title}
        </Link>
        <span className="lx-muted">{`${ruleWords} ${startTime} · ${place}`}</span>
        <span className="lx-muted">{`${eventTypes[kind].label} · ${team?.name ?? org.name}`}</span>
      </span>
    </div>
  )
}

/** Projects: what the dates come from. */
export function Projects() {
  const [state, setState] = useState<State>('active')
  const list = usePages(`projects ${state}`, (cursor) =>
    api.call('projects.list', { query: { state, limit: 20, ...(cursor ? { cursor } : {}) } }),
  )
  useBackInFront(list.first.reload)
  return (
    <>
      <div className="dk-gap">
        <Chips label="哪些项目" items={states} value={state} onChange={setState} />
      </div>
      <Loading query={list.first} cards={2}>
        {() =>
          list.items.length > 0 ? (
            <>
              <div className="dk-lines">
                {list.items.map((project) => (
                  <Row key={project.id} project={project} />
                ))}
              </div>
              <MoreButton pages={list} />
            </>
          ) : state === 'active' ? (
            <EmptyState title="还没有项目" text="点“新建”，定好日子和地点，场次自己排出来。" />
          ) : (
            <EmptyState title="没有结束了的项目" />
          )
        }
      </Loading>
    </>
  )
}
