import { pageUrl } from '@/lib/navigate'
import { Card } from '@/ui/card'
import type { TicketLine } from '../matter/steps'
import { Standing } from './ledger-table'

/** The ledger on a phone: one card a matter, a tap opens it. */
export function LedgerCards({ rows }: { rows: TicketLine[] }) {
  return (
    <>
      {rows.map((row) => (
        <Card key={row.id} to={pageUrl('ticket', { id: row.id })}>
          <Standing row={row} />
          <div className="dk-card__title">{row.title}</div>
          <div className="lx-muted">
            {row.number} · {row.source.label}
          </div>
          <div className="lx-muted">
            {row.assignee ? `经办 ${row.assignee.name}` : '还没人经办'}
          </div>
        </Card>
      ))}
    </>
  )
}
