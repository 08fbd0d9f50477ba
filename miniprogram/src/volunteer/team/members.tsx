import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'

/** Who is in a team, for its leaders: names alone. */
export function Members({ teamId, onChange }: { teamId: string; onChange: () => void }) {
  const list = usePages(`team members ${teamId}`, (cursor) =>
    api.call('teams.members', {
      params: { id: teamId },
      query: { limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )
  const { busy, problem, attempt } = useAttempt(() => {
    list.first.reload()
    onChange()
  })
  const remove = async (personId: string, name: string) => {
    const sure = await confirm({
      title: `请${name}离队？`,
      text: '以后还可以自己再加入。',
      yes: '离队',
    })
    if (sure)
      await attempt(() => api.call('teams.removeMember', { params: { id: teamId, personId } }))
  }
  return (
    <Card title="队员" aside="只有队长和工作人员看得到">
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {problem ? <Banner>{problem}</Banner> : null}
            {list.items.map(({ personId, name, since, leads }) => (
              <div key={personId} className="lx-row">
                <span>
                  {name}
                  <span className="lx-muted">
                    {` ${leads ? '队长，' : ''}${shortDay(since)}加入`}
                  </span>
                </span>
                {leads ? null : (
                  <Button
                    small
                    kind="quiet"
                    busy={busy}
                    label={`请${name}离队`}
                    onClick={() => void remove(personId, name)}
                  >
                    离队
                  </Button>
                )}
              </div>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}
