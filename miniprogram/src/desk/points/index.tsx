import { partyClassLabels, SERVICE_POINTS_NEEDED } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { go, pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'

type Member = OutputOf<'points.list'>['items'][number]

function Row({ member }: { member: Member }) {
  const { personId, name, partyClass, score, base, contribution, servicePoints } = member
  const words = [
    partyClass && partyClassLabels[partyClass],
    `基础 ${base}`,
    `贡献 ${contribution}`,
    servicePoints > 0 && `志愿服务 ${servicePoints}`,
  ]
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <Link to={pageUrl('deskMember', { id: personId })} className="dk-strong">
          {name}
        </Link>
        <span className="lx-muted">{words.filter(Boolean).join(' · ')}</span>
      </span>
      <span className="dk-acts--row">
        {member.stageInDoubt ? (
          <Badge tone="soon">{`服务积分不到 ${SERVICE_POINTS_NEEDED} 了`}</Badge>
        ) : null}
        <Badge tone="plain">{`${score} 分`}</Badge>
      </span>
    </div>
  )
}

function Members() {
  const list = usePages('points', (cursor) =>
    api.call('points.list', { query: { limit: 50, ...(cursor ? { cursor } : {}) } }),
  )
  useBackInFront(list.first.reload)
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">积分</h1>
        <Button small kind="secondary" onClick={() => go(pageUrl('deskRules'))}>
          计分规则
        </Button>
      </div>
      <p className="lx-subtitle">今年到现在，按姓名排，不排名次。点名字看每一笔。</p>
      <Loading query={list.first} cards={3}>
        {() =>
          list.items.length > 0 ? (
            <>
              <div className="dk-lines">
                {list.items.map((member) => (
                  <Row key={member.personId} member={member} />
                ))}
              </div>
              <MoreButton pages={list} />
            </>
          ) : (
            <EmptyState title="还没有党员" />
          )
        }
      </Loading>
    </div>
  )
}

/** 积分 at the desk: members with their year, by name. */
function DeskPointsPage() {
  return (
    <DeskPage title="积分" here="deskPoints" inner>
      <Members />
    </DeskPage>
  )
}

export default DeskPointsPage
