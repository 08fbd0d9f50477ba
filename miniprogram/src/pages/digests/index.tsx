import { api } from '@/api/client'
import { useClientConfig } from '@/api/client-config'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'

function DigestList() {
  const orgId = useMe()?.orgId
  const list = usePages(`digests ${orgId ?? ''}`, (cursor) =>
    api.call('digests.publicList', {
      query: { ...(orgId ? { orgId } : {}), ...(cursor ? { cursor } : {}) },
    }),
  )
  useShownAgain(list.first.reload)
  return (
    <Loading query={list.first} cards={3}>
      {() =>
        list.items.length > 0 ? (
          <>
            {list.items.map((digest) => (
              <Card key={digest.id} to={pageUrl('digest', { id: digest.id })}>
                <div className="lx-issue">第 {digest.issueNo} 期</div>
                <h2 className="lx-card__title">{digest.title}</h2>
                <div className="lx-muted">
                  {[digest.issuer, shortDay(digest.publishedAt), `${digest.pointCount} 条要点`]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
              </Card>
            ))}
            <MoreButton pages={list} />
          </>
        ) : (
          <EmptyState
            title="还没有发过政策摘要"
            text="社区把长文件理成几条要点，发到群里，也放在这里。"
          />
        )
      }
    </Loading>
  )
}

/** Every digest that went out, newest first. */
function Digests() {
  const { policyPages } = useClientConfig()
  return (
    <Page title="政策摘要" here="digests" tab>
      <h1 className="lx-title">政策摘要</h1>
      <p className="lx-subtitle">长文件理成几条，哪条和您有关，就说哪条。</p>
      {policyPages ? (
        <DigestList />
      ) : (
        <EmptyState title="这里暂时不能看政策摘要" text="请到群里看，或问社区要一份纸的。" />
      )}
    </Page>
  )
}

export default Digests
