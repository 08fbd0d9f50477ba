import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { clockTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { copyText } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'

/** What is looked at: a month of an organization and all below; left out: the caller's own. */
export interface Scope {
  month: string
  orgId?: string
}
type Page = OutputOf<'studyReports.notStarted'>

/** Goes on until there is somebody to show: where nearly all have begun, the server may find nobody at first. */
async function nextNames(scope: Scope, limit: number, from: string | undefined): Promise<Page> {
  let cursor = from
  for (;;) {
    const query = { ...scope, limit, ...(cursor ? { cursor } : {}) }
    const page: Page = await api.call('studyReports.notStarted', { query })
    if (page.items.length > 0 || page.nextCursor === null) return page
    cursor = page.nextCursor
  }
}

/** Every name, not only those on the page; no phones. */
async function allNames(scope: Scope): Promise<string> {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await nextNames(scope, 100, cursor)
    names.push(...page.items.map(({ name }) => name))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return names.join('、')
}

/** Who has begun none of the month's lessons, by name. */
export function NotStarted({
  scope,
  summary,
}: {
  scope: Scope
  summary: Pick<OutputOf<'studyReports.get'>, 'started' | 'lessons' | 'asOf'>
}) {
  const list = usePages(`not-started ${scope.month} ${scope.orgId ?? ''}`, (cursor) =>
    nextNames(scope, 50, cursor),
  )
  const { busy, problem, attempt } = useAttempt()
  const copy = () =>
    attempt(async () => {
      await copyText(await allNames(scope))
    })
  const { count, of } = summary.started
  const nobody =
    summary.lessons.length === 0 ? '这个月还没发课，没有要等的人。' : '没有。该学的都开始了。'
  return (
    <Card
      title="还没开始的人"
      aside={of > count ? `${clockTime(summary.asOf)} 数的：${of - count} 人` : undefined}
    >
      {problem ? <Banner>{problem}</Banner> : null}
      <Loading query={list.first} cards={1}>
        {() =>
          list.items.length === 0 ? (
            <p className="lx-muted">{nobody}</p>
          ) : (
            <>
              <Button small kind="secondary" busy={busy} onClick={() => void copy()}>
                复制名单
              </Button>
              {list.items.map(({ id, name, orgName }) => (
                <div key={id} className="dk-line">
                  <span className="dk-line__words">
                    <span className="dk-strong">{name}</span>
                    <span className="lx-muted">{orgName}</span>
                  </span>
                </div>
              ))}
              <MoreButton pages={list} />
            </>
          )
        }
      </Loading>
    </Card>
  )
}
