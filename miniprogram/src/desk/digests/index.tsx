import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { digestStates, digestStateLabels, type DigestState } from '@lianxin/shared'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { DigestRow } from './digest-row'

const all = 'all'
const missed = 'missed'
type Shown = DigestState | typeof all | typeof missed
const tabs: readonly { key: Shown; text: string }[] = [
  { key: all, text: '全部' },
  { key: 'draft', text: '草稿' },
  { key: 'in_review', text: '待审' },
  { key: 'approved', text: '待定时间' },
  { key: 'scheduled', text: '待发' },
  { key: 'sending', text: '正在发' },
  { key: 'paused', text: '暂停' },
  { key: missed, text: '到点没发' },
  { key: 'sent', text: '已发完' },
]

const shownOf = (name: string | undefined): Shown =>
  name === missed ? missed : (digestStates.find((state) => state === name) ?? all)

function DigestList() {
  const [shown, setShown] = useState(shownOf(useRouter().params.state))
  const which =
    shown === missed ? { missed: 'true' as const } : shown === all ? {} : { state: shown }
  const list = usePages(`digests ${shown}`, (cursor) =>
    api.call('digests.list', { query: { limit: 30, ...which, ...(cursor ? { cursor } : {}) } }),
  )
  useBackInFront(list.first.reload)
  const write = () => go(pageUrl('digestEdit'))
  return (
    <div className="dk-sheet dk-sheet--list">
      <div className="dk-head">
        <h1 className="lx-title">政策摘要</h1>
        <div className="dk-acts--row">
          <Button small kind="secondary" onClick={() => go(pageUrl('sources'))}>
            来源
          </Button>
          <Button small onClick={write}>
            写一期
          </Button>
        </div>
      </div>
      <p className="lx-subtitle">长文件理成几条，别的同志审过，到点发到群里。</p>
      <Tabs label="哪些" items={tabs} value={shown} onChange={setShown} />
      <Loading query={list.first} cards={3}>
        {() => {
          if (list.items.length > 0) {
            return (
              <>
                <div className="dk-lines">
                  {list.items.map((digest) => (
                    <DigestRow key={digest.id} digest={digest} />
                  ))}
                </div>
                <MoreButton pages={list} />
              </>
            )
          }
          if (shown === missed) {
            return <EmptyState title="没有漏下的" text="到点该发的都发了，或者有人看过了。" />
          }
          if (shown !== all) return <EmptyState title={`没有“${digestStateLabels[shown]}”的`} />
          return (
            <EmptyState
              title="还没有写过摘要"
              text="贴一份文件进来，先替您理出标题和要点，您改改就能用。"
            >
              <Button onClick={write}>写第一期</Button>
            </EmptyState>
          )
        }}
      </Loading>
    </div>
  )
}

/** 政策摘要 at the desk: every issue and where it stands. */
function DeskDigestsPage() {
  return (
    <DeskPage title="政策摘要" here="deskDigests">
      <DigestList />
    </DeskPage>
  )
}

export default DeskDigestsPage
