import { Badge, type Tone } from '@/ui/badge'
import { cx } from '@/ui/class-names'
import { ClockBadge } from '@/ui/clock-badge'
import { ticketTypes } from '@lianxin/shared'
import type { TicketLine } from '../matter/steps'

const stateTones: Record<'new' | 'active' | 'done', Tone> = {
  new: 'new',
  active: 'plain',
  done: 'done',
}

/** Colour of a state, as its type declares it; the words are always there too. */
function stateTone(row: Pick<TicketLine, 'type' | 'state'>): Tone {
  const type = ticketTypes.find((one) => one.name === row.type)
  return stateTones[type?.states[row.state]?.tone ?? 'active']
}

/** How a matter stands: a clock that presses stands out, else its state; the other in small. */
export function Standing({ row }: { row: TicketLine }) {
  const { clock, listed, stateLabel } = row
  if (clock !== null && clock.level !== 'running') {
    return (
      <span className="dk-standing">
        <ClockBadge clock={clock} named />
        <span className="dk-standing__note">{`${stateLabel}${listed ? ' · 已挂牌' : ''}`}</span>
      </span>
    )
  }
  return (
    <span className="dk-standing">
      <Badge tone={stateTone(row)}>{stateLabel}</Badge>
      {clock ? <span className="dk-standing__note">{`${clock.label} ${clock.text}`}</span> : null}
    </span>
  )
}

interface LedgerTableProps {
  rows: TicketLine[]
  selectedId: string | null
  onSelect: (id: string) => void
}

/** Id of the element that stands for a row in the order of focus. */
export const rowId = (id: string) => `dk-row-${id}`

/** The ledger at a desk. One row is in the order of Tab at a time; ↑↓ go from row to row. */
export function LedgerTable({ rows, selectedId, onSelect }: LedgerTableProps) {
  const inOrder = rows.some((row) => row.id === selectedId) ? selectedId : rows[0]?.id
  return (
    <table className="dk-table">
      <thead>
        <tr>
          <th scope="col">事项</th>
          <th scope="col">来自</th>
          <th scope="col">时限</th>
          <th scope="col">经办</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.id}
            className={cx('dk-table__row', row.id === selectedId && 'dk-table__row--on')}
            aria-selected={row.id === selectedId}
            onClick={() => onSelect(row.id)}
          >
            <td>
              <button
                id={rowId(row.id)}
                type="button"
                className="lx-plain dk-table__title"
                tabIndex={row.id === inOrder ? 0 : -1}
              >
                {row.title}
              </button>
              <span className="dk-table__note">
                {row.number}
                {row.digest
                  ? ` · 摘要 ${row.digest.issueNo} 期${row.digest.pointNo ? ` 第 ${row.digest.pointNo} 点` : ''}`
                  : ''}
              </span>
            </td>
            <td>
              {row.source.label}
              <span className="dk-table__note">{row.reporter}</span>
            </td>
            <td>
              <Standing row={row} />
            </td>
            <td>{row.assignee?.name ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
