import { useRouter } from '@tarojs/taro'
import { useId } from 'react'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { answeringAction } from '../matter/steps'
import { MatterView } from '../matter/matter-view'
import { useMatter } from '../matter/use-matter'
import { DeskPage } from '../parts/desk-page'
import { ExportButton } from '../parts/export-button'
import { fetchLedger } from '../parts/transfer'
import { useBackInFront, useInFront } from '../parts/use-in-front'
import { useWide } from '../parts/use-wide'
import { Figures } from './figures'
import { FilterBar, searchId } from './filter-bar'
import { LedgerCards } from './ledger-cards'
import { LedgerTable, rowId } from './ledger-table'
import { useLedger, viewOf, type Ledger } from './use-ledger'
import { useLedgerKeys } from './use-ledger-keys'

function nothingHere({ view, q }: Ledger['filters']): { title: string; text: string } {
  if (q) return { title: '没有搜到', text: '换个词，或把编号写全再搜；也看看是不是选错了单位。' }
  if (view === 'overdue') return { title: '没有超期的', text: '都在时限里，继续保持。' }
  if (view === 'due') return { title: '今天没有到期的', text: '可以看看“在办”里快到期的。' }
  if (view === 'unrated') return { title: '没有等评价的', text: '办结后，反映人可以打分。' }
  return { title: '这里还没有事', text: '群里 @小桥 说的事、页面上提的事，都会记到这里。' }
}

function ListPart({ ledger, wide }: { ledger: Ledger; wide: boolean }) {
  const { pages, rows, summary } = ledger
  const { view, orgId } = ledger.filters
  return (
    <>
      <div className="dk-head">
        <h1 className="lx-title">民情台账</h1>
        <ExportButton
          fetch={() => fetchLedger({ view, ...(orgId ? { orgId } : {}) }, '民情台账.xlsx')}
        />
      </div>
      {summary.data ? (
        <Figures summary={summary.data} onView={(view) => ledger.change({ view })} />
      ) : null}
      <FilterBar ledger={ledger} />
      <Loading query={pages.first} cards={3}>
        {() => {
          if (rows.length === 0) return <EmptyState {...nothingHere(ledger.filters)} />
          return (
            <>
              {wide ? (
                <LedgerTable rows={rows} selectedId={ledger.selectedId} onSelect={ledger.select} />
              ) : (
                <LedgerCards rows={rows} />
              )}
              <MoreButton pages={pages} />
            </>
          )
        }}
      </Loading>
    </>
  )
}

const focusOn = (element: HTMLElement | null) => {
  element?.focus()
  element?.scrollIntoView({ block: 'nearest' })
}

function DetailPart({ id, ledger, active }: { id: string; ledger: Ledger; active: boolean }) {
  const matter = useMatter(id, ledger.changed)
  const formId = useId()
  useBackInFront(matter.query.reload)
  const replyBox = () => document.getElementById(`${formId}-text`)
  useLedgerKeys(active, {
    move: (step) => {
      const next = ledger.move(step)
      if (next) focusOn(document.getElementById(rowId(next)))
    },
    reply: () => {
      const action = matter.ticket ? answeringAction(matter.ticket) : undefined
      if (!action) return
      matter.change({ action: action.action })
      requestAnimationFrame(() => focusOn(replyBox()))
    },
    open: () => focusOn(document.querySelector(`[data-form="${formId}"] h2`)),
    leave: () => focusOn(document.getElementById(rowId(id))),
    search: () => focusOn(document.getElementById(searchId)),
  })
  return (
    <aside className="dk-detail" aria-label="这件事" data-form={formId}>
      <p className="dk-keys" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> 换一件　<kbd>R</kbd> 答复　<kbd>Esc</kbd> 回列表　<kbd>/</kbd> 搜
      </p>
      <MatterView matter={matter} formId={formId} line={ledger.rows.find((row) => row.id === id)} />
    </aside>
  )
}

function LedgerWork() {
  const { view, id } = useRouter().params
  const wide = useWide()
  const active = useInFront()
  const ledger = useLedger({ view: viewOf(view), id: id ?? null }, wide)
  useBackInFront(ledger.refresh)
  if (!wide) return <ListPart ledger={ledger} wide={false} />
  return (
    <div className="dk-columns">
      <div className="dk-list">
        <ListPart ledger={ledger} wide />
      </div>
      {ledger.selectedId ? (
        <DetailPart id={ledger.selectedId} ledger={ledger} active={active} />
      ) : (
        <aside className="dk-detail">
          <p className="lx-muted">选一件，在这里看进展、写答复。</p>
        </aside>
      )}
    </div>
  )
}

/** 民情台账: what people said, how long it has, who works on it. */
function LedgerPage() {
  return (
    <DeskPage title="民情台账" here="ledger" columns>
      <LedgerWork />
    </DeskPage>
  )
}

export default LedgerPage
