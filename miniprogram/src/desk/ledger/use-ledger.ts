import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages, type Pages } from '@/api/use-pages'
import { useQuery, type Query } from '@/api/use-query'
import type { TicketLine } from '../matter/steps'
import { useLater } from '../parts/use-later'

export const views = [
  { key: 'open', text: '在办' },
  { key: 'due', text: '今天到期' },
  { key: 'overdue', text: '超期' },
  { key: 'unrated', text: '待评价' },
  { key: 'closed', text: '已办结' },
  { key: 'all', text: '全部' },
] as const
export type View = (typeof views)[number]['key']

/** Views of work to do stand in the order it is due; what is over, newest first. */
const workViews: readonly View[] = ['open', 'due', 'overdue']

export interface Filters {
  view: View
  /** '' = everything the person may see. */
  orgId: string
  q: string
}

export interface Ledger {
  filters: Filters
  change: (change: Partial<Filters>) => void
  pages: Pages<TicketLine>
  rows: TicketLine[]
  summary: Query<OutputOf<'tickets.summary'>>
  selectedId: string | null
  select: (id: string) => void
  /** The row `step` further, bound by the list's ends; fetches more when it comes to the last. */
  move: (step: 1 | -1) => string | null
  /** A step was made: the row shows it where it stands, the figures are asked again. */
  changed: (ticket: TicketLine) => void
  refresh: () => void
}

/** Takes what an address asks for, e.g. `?view=overdue`. */
export function viewOf(name: string | undefined): View {
  return views.find((view) => view.key === name)?.key ?? 'open'
}

/** The ledger: filters, list, figures, and which matter is being looked at. */
export function useLedger(start: { view: View; id: string | null }, autoSelect: boolean): Ledger {
  const [filters, setFilters] = useState<Filters>({ view: start.view, orgId: '', q: '' })
  const [chosen, setChosen] = useState<string | null>(start.id)
  const [patches, setPatches] = useState<Record<string, TicketLine>>({})
  const q = useLater(filters.q.trim())
  const org = filters.orgId ? { orgId: filters.orgId } : {}
  const sort = workViews.includes(filters.view) ? ('due' as const) : ('newest' as const)
  const query = { view: filters.view, sort, limit: 50, ...org, ...(q ? { q } : {}) }
  const pages = usePages(JSON.stringify(query), (cursor) =>
    api.call('tickets.list', { query: { ...query, ...(cursor ? { cursor } : {}) } }),
  )
  const summary = useQuery('tickets.summary', { query: org })
  const rows = pages.items.map((row) => patches[row.id] ?? row)
  const selectedId = chosen ?? (autoSelect ? (rows[0]?.id ?? null) : null)

  const refresh = () => {
    setPatches({})
    pages.first.reload()
    summary.reload()
  }
  const move = (step: 1 | -1): string | null => {
    const at = rows.findIndex((row) => row.id === selectedId)
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))]
    if (!next) return null
    if (step === 1 && next === rows[rows.length - 1] && pages.more) pages.loadMore()
    setChosen(next.id)
    return next.id
  }
  return {
    filters,
    change: (change) => {
      setFilters((old) => ({ ...old, ...change }))
      setPatches({})
      setChosen(null)
    },
    pages,
    rows,
    summary,
    selectedId,
    select: setChosen,
    move,
    changed: (ticket) => {
      setPatches((old) => ({ ...old, [ticket.id]: ticket }))
      summary.reload()
    },
    refresh,
  }
}
