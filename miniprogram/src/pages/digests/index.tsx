import { useState } from 'react'
import { addressOf } from '@lianxin/shared/client'
import { api } from '@/api/client'
import { useClientConfig } from '@/api/client-config'
import { useMe } from '@/api/session'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { useShownAgain } from '@/lib/use-shown-again'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { copyText } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Page } from '@/ui/page'
import { EmptyState } from '@/ui/states'

const thisYear = new Date().getFullYear()
const years = [
  { key: 'all', text: '全部' },
  ...[0, 1, 2].map((back) => ({ key: String(thisYear - back), text: `${thisYear - back}年` })),
]

/** Copies the address of the feed, for a reader to which one gives it. */
function Subscribe({ orgId }: { orgId: string | undefined }) {
  const { publicUrl } = useClientConfig()
  const path = addressOf('digests.feed', orgId ? { query: { orgId } } : {}).path
  return (
    <p className="lx-muted">
      <button
        type="button"
        className="lx-plain lx-more"
        onClick={() => void copyText(`${publicUrl ?? ''}${path}`)}
      >
        订阅（复制 RSS 地址）
      </button>
    </p>
  )
}

function DigestList() {
  const orgId = useMe()?.orgId
  const [typedWords, setTypedWords] = useState('')
  const [q, setWords] = useState('')
  const [year, setYear] = useState('all')
  const searching = q !== '' || year !== 'all'
  const list = usePages(`digests ${orgId ?? ''} ${year} ${q}`, (cursor) =>
    api.call('digests.publicList', {
      query: {
        ...(orgId ? { orgId } : {}),
        ...(year === 'all' ? {} : { year: Number(year) }),
        ...(q ? { q } : {}),
        ...(cursor ? { cursor } : {}),
      },
    }),
  )
  useShownAgain(list.first.reload)
  const search = () => setWords(typedWords.trim())
  return (
    <>
      <Field
        id="digests-q"
        label="找一期"
        value={typedWords}
        maxLength={50}
        placeholder="例如：电梯"
        onChange={setTypedWords}
        onEnter={search}
      />
      <div className="lx-acts">
        <Button small kind="secondary" onClick={search}>
          找
        </Button>
      </div>
      <Chips label="哪一年的" items={years} value={year} onChange={setYear} />
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
          ) : searching ? (
            <EmptyState title="没有找到" text="换个词，或选“全部”再找。" />
          ) : (
            <EmptyState
              title="还没有发过政策摘要"
              text="社区把长文件理成几条要点，发到群里，也放在这里。"
            />
          )
        }
      </Loading>
      <Subscribe orgId={orgId} />
    </>
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
