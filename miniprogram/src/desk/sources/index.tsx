import { useState } from 'react'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { Tabs } from '@/ui/tabs'
import { DeskPage } from '../parts/desk-page'
import { useBackInFront } from '../parts/use-in-front'
import { AddCard } from './add-card'
import { ItemRow } from './item-row'
import { SourceRow } from './source-row'
import { useSourceWork, type SourceWork } from './use-sources'

const shelves = [
  { key: 'new', text: '新到的' },
  { key: 'taken', text: '写成摘要的' },
  { key: 'ignored', text: '不要的' },
] as const
type Shelf = (typeof shelves)[number]['key']

const nothing: Record<Shelf, string> = {
  new: '没有新到的。来源里有了新文章，会出现在这里。',
  taken: '还没有从来源写过摘要。',
  ignored: '没有。点了“不要”的放在这里，还能再拿回来写。',
}

function useItems(shelf: Shelf) {
  return usePages(`source-items ${shelf}`, (cursor) =>
    api.call('sourceItems.list', {
      query: { state: shelf, limit: 20, ...(cursor ? { cursor } : {}) },
    }),
  )
}

function useSourceList() {
  return usePages('sources', (cursor) =>
    api.call('sources.list', { query: { limit: 30, ...(cursor ? { cursor } : {}) } }),
  )
}

interface ArrivedProps {
  shelf: Shelf
  onShelf: (shelf: Shelf) => void
  list: ReturnType<typeof useItems>
  work: SourceWork
}

function Arrived({ shelf, onShelf, list, work }: ArrivedProps) {
  return (
    <Card title="文章">
      <Tabs label="哪些文章" items={shelves} value={shelf} onChange={onShelf} />
      {work.problem ? <Banner>{work.problem}</Banner> : null}
      <Loading query={list.first} cards={2}>
        {() => (
          <>
            {list.items.length === 0 ? <p className="lx-muted dk-gap">{nothing[shelf]}</p> : null}
            {list.items.map((item) => (
              <ItemRow key={item.id} item={item} work={work} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

/** Those that need a hand first. */
const urgency = { dead: 0, failing: 1, quiet: 2, ok: 3, paused: 4 } as const

function Sources({ list, work }: { list: ReturnType<typeof useSourceList>; work: SourceWork }) {
  return (
    <Card title="在看的来源">
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <p className="lx-muted">还没有。常看的政府网站、街道公众网，贴个网址就行。</p>
            ) : null}
            {[...list.items]
              .sort((a, b) => urgency[a.health] - urgency[b.health])
              .map((source) => (
                <SourceRow key={source.id} source={source} work={work} />
              ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}

function SourcesDesk() {
  const [shelf, setShelf] = useState<Shelf>('new')
  const items = useItems(shelf)
  const sources = useSourceList()
  const reload = () => {
    items.first.reload()
    sources.first.reload()
  }
  const work = useSourceWork(reload)
  useBackInFront(reload)
  return (
    <div className="dk-sheet">
      <h1 className="lx-title">来源</h1>
      <p className="lx-subtitle">替您盯着网站，有新文章先放这里，要发的再写成摘要。</p>
      <Arrived shelf={shelf} onShelf={setShelf} list={items} work={work} />
      <Sources list={sources} work={work} />
      <AddCard onAdded={reload} />
    </div>
  )
}

/** 来源: what is watched, how it is doing, and the articles that came in. */
function SourcesPage() {
  return (
    <DeskPage title="来源" here="deskDigests" inner>
      <SourcesDesk />
    </DeskPage>
  )
}

export default SourcesPage
