import { useRouter } from '@tarojs/taro'
import { api } from '@/api/client'
import { useMe } from '@/api/session'
import { useAttempt } from '@/api/use-attempt'
import { useQuery, type Query } from '@/api/use-query'
import type { OutputOf } from '@lianxin/shared/contract'
import { shortDay } from '@/lib/dates'
import { go, pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm, toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { Link } from '@/ui/link'
import { Page } from '@/ui/page'
import { Banner } from '@/ui/states'
import { TeamLine } from '../parts/team-line'
import { Members } from './members'

type Team = OutputOf<'teams.publicGet'>

interface StandingProps {
  team: Team
  standing: Query<OutputOf<'me.team'>>
  onChange: () => void
}

function Standing({ team: { id, name }, standing, onChange }: StandingProps) {
  const { busy, problem, attempt } = useAttempt(onChange)
  const join = async () => {
    if (await attempt(() => api.call('me.joinTeam', { params: { id } }))) toast('欢迎入队')
  }
  const leave = async (leads: boolean) => {
    const sure = await confirm({
      title: `退出${name}？`,
      text: leads ? '退出以后也不再是队长。' : '随时可以再回来。',
      yes: '退出',
    })
    if (!sure) return
    if (await attempt(() => api.call('me.leaveTeam', { params: { id } }))) toast('已退出')
  }
  return (
    <Loading query={standing} cards={0}>
      {({ since, leads }) => (
        <>
          {problem ? <Banner>{problem}</Banner> : null}
          {since ? (
            <>
              <p className="lx-apart">
                {`您在这支队里，${shortDay(since)}加入的。`}
                {leads ? <Badge tone="new">队长</Badge> : null}
              </p>
              <Button kind="secondary" wide busy={busy} onClick={() => void leave(leads)}>
                退出
              </Button>
            </>
          ) : (
            <Button wide busy={busy} onClick={() => void join()}>
              加入
            </Button>
          )}
        </>
      )}
    </Loading>
  )
}

function Body({ id }: { id: string }) {
  const me = useMe()
  const team = useQuery('teams.publicGet', { params: { id } })
  const standing = useQuery('me.team', me ? { params: { id } } : null)
  const changed = () => {
    team.reload()
    standing.reload()
  }
  return (
    <Loading query={team} cards={2}>
      {(shown) => (
        <>
          <h1 className="lx-title">{shown.name}</h1>
          <TeamLine team={shown} />
          <p>
            <Link className="lx-more" to={pageUrl('volunteer', { teamId: id, team: shown.name })}>
              看看他们的班次
            </Link>
          </p>
          <Card>
            <p>{shown.about}</p>
            <p className="lx-muted">{`现在 ${shown.members} 人`}</p>
          </Card>
          {shown.state === 'closed' ? (
            <p className="lx-muted">这支队伍已经解散了。</p>
          ) : me ? (
            <>
              <Standing team={shown} standing={standing} onChange={changed} />
              {standing.data?.leads ? <Members teamId={id} onChange={changed} /> : null}
            </>
          ) : (
            <Button wide onClick={() => go(pageUrl('login', { to: 'teams' }))}>
              登录后加入
            </Button>
          )}
        </>
      )}
    </Loading>
  )
}

/** One team: what it does, joining and leaving; its leaders see who is in it. */
function TeamPage() {
  const { id = '' } = useRouter().params
  return (
    <Page title="志愿服务队" here="me">
      <Body key={id} id={id} />
    </Page>
  )
}

export default TeamPage
