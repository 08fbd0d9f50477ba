import { pageUrl } from '@/lib/navigate'
import { Badge } from '@/ui/badge'
import { ClockBadge } from '@/ui/clock-badge'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { PhotoStrip } from '@/ui/photo-strip'
import { Timeline } from '@/ui/timeline'
import { ActionForm } from './action-form'
import { ConflictNote, Unsent } from './conflict-note'
import { NoteForm } from './note-form'
import { headlineOf, timelineOf, type Ticket, type TicketLine } from './steps'
import type { Matter } from './use-matter'

/** The line under the title: number, from where, which point of which digest, who handles it. */
function Origin({ ticket }: { ticket: TicketLine }) {
  return (
    <p className="lx-subtitle">
      <span className="dk-nowrap">{ticket.number}</span>
      {` · ${ticket.source.label} · ${ticket.reporter}`}
      {ticket.digest ? (
        <>
          {' · '}
          <Link to={pageUrl('deskDigest', { id: ticket.digest.digestId })} className="dk-link">
            {`摘要 ${ticket.digest.issueNo} 期${ticket.digest.pointNo ? ` 第 ${ticket.digest.pointNo} 点` : ''}`}
          </Link>
        </>
      ) : null}
    </p>
  )
}

function Rating({ rating }: { rating: NonNullable<Ticket['rating']> }) {
  return (
    <div className="dk-rating">
      <span className="dk-strong">反映人打了 {rating.score} 分</span>
      {rating.comment ? <span>“{rating.comment}”</span> : null}
    </div>
  )
}

function Body({ ticket, matter, formId }: { ticket: Ticket; matter: Matter; formId: string }) {
  const { said } = headlineOf(ticket, ticket)
  return (
    <>
      {said === null ? null : <p className="dk-said">{said}</p>}
      <PhotoStrip photos={ticket.photos} />
      {ticket.rating ? <Rating rating={ticket.rating} /> : null}
      <Timeline steps={timelineOf(ticket)} />
      <ConflictNote matter={matter} />
      {ticket.actions.length === 0 ? <Unsent matter={matter} /> : null}
      <ActionForm matter={matter} ticket={ticket} formId={formId} />
      <NoteForm key={ticket.id} matter={matter} formId={formId} />
    </>
  )
}

interface MatterViewProps {
  matter: Matter
  formId: string
  /** What the list knows already, shown while the rest is on its way. */
  line?: TicketLine | undefined
}

/** A matter as the desk sees it: how it stands, what was said and done, what can be done. */
export function MatterView({ matter, formId, line }: MatterViewProps) {
  const known: TicketLine | undefined = matter.ticket ?? line
  // The timeline tells of all clocks; up here only those that press.
  const clocks = (matter.ticket?.clocks ?? (known?.clock ? [known.clock] : [])).filter(
    (clock) => clock.level !== 'met' && clock.level !== 'running',
  )
  return (
    <article className="dk-matter">
      {known ? (
        <header>
          <div className="dk-badges">
            <Badge tone={known.clock === null ? 'done' : 'plain'}>{known.stateLabel}</Badge>
            {clocks.map((clock) => (
              <ClockBadge key={clock.name} clock={clock} named />
            ))}
            {known.listed ? <Badge tone="late">已挂牌</Badge> : null}
          </div>
          <h2 className="dk-matter__title" tabIndex={-1}>
            {headlineOf(known, matter.ticket).headline}
          </h2>
          <Origin ticket={known} />
          <p className="lx-subtitle">
            {known.org.name}
            {known.assignee ? ` · 经办 ${known.assignee.name}` : ' · 还没人经办'}
          </p>
        </header>
      ) : null}
      <Loading query={{ ...matter.query, data: matter.ticket }} cards={1}>
        {(ticket) => <Body ticket={ticket} matter={matter} formId={formId} />}
      </Loading>
    </article>
  )
}
