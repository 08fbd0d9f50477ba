import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Button } from '@/ui/button'
import { confirm } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { FindPerson } from '../parts/find-person'

/** Who is in a team, putting somebody on who says so, and taking off. */
export function Members({ teamId, onChange }: { teamId: string; onChange: () => void }) {
  const list = usePages(`desk team ${teamId}`, (cursor) =>
    api.call('teams.members', {
      params: { id: teamId },
      query: { limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )
  const { busy, problem, attempt } = useAttempt(() => {
    list.first.reload()
    onChange()
  })
  const put = (personId: string) =>
    attempt(() => api.call('teams.putMember', { params: { id: teamId, personId } }))
  const remove = async (personId: string, name: string) => {
    const text = '如果是队长，队长也一起不当了。'
    if (await confirm({ title: `请${name}离队？`, text, yes: '离队' }))
      await attempt(() => api.call('teams.removeMember', { params: { id: teamId, personId } }))
  }
  return (
    <>
      {problem ? <Banner>{problem}</Banner> : null}
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted">还没有人。</p> : null}
            {list.items.map(({ personId, name, since, leads, putOnBy }) => (
              <div key={personId} className="dk-line">
                <span className="dk-line__words">
                  <span className="dk-strong">{name}</span>
                  <span className="lx-muted">
                    {[
                      leads && '队长',
                      `${shortDay(since)}加入`,
                      putOnBy ? `${putOnBy}登记的` : '自己来的',
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
                <Button
                  small
                  kind="quiet"
                  busy={busy}
                  label={`请${name}离队`}
                  onClick={() => void remove(personId, name)}
                >
                  离队
                </Button>
              </div>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
      <FindPerson label="替人登记入队（本人愿意才登）" onPick={({ id }) => void put(id)} />
    </>
  )
}
