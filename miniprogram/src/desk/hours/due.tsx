import { useState } from 'react'
import {
  attendanceLabels,
  effectKeys,
  effectLabels,
  hoursWords,
  type Effect,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useAttempt } from '@/api/use-attempt'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { clockTime, shortDay } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner, EmptyState } from '@/ui/states'

type Proposal = OutputOf<'hours.proposals'>['items'][number]
type DueDate = OutputOf<'hours.due'>['items'][number]

const choices = effectKeys.map((key) => ({ key, text: effectLabels[key] }))
/** Confirmed with one tap; what is more is the next page. */
const AT_ONCE = 100

interface DeclineProps {
  eventId: string
  proposal: Proposal
  onDone: () => void
}

/** Giving no hours needs a reason: the person reads it, and may ask to have it put right. */
function Decline({ eventId, proposal: { personId, name }, onDone }: DeclineProps) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('hours.decline')
  if (!open)
    return (
      <Button small kind="quiet" label={`${name}：不记时长`} onClick={() => setOpen(true)}>
        不记时长
      </Button>
    )
  const save = async () => {
    const body = { personIds: [personId], reason: reason.trim() }
    if (!(await run({ params: { id: eventId }, body }))) return
    onDone()
  }
  return (
    <div className="dk-gap">
      <Field
        id={`decline-${personId}`}
        label={`为什么不给${name}记`}
        hint="本人会看到这句话，觉得不对可以申请更正"
        value={reason}
        maxLength={100}
        placeholder="比如：签到后就走了，没有参加"
        error={failure?.fields.reason}
        onChange={setReason}
      />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row">
        <Button
          small
          kind="secondary"
          busy={busy}
          disabled={reason.trim() === ''}
          onClick={() => void save()}
        >
          就这样，不记
        </Button>
        <Button small kind="quiet" onClick={() => setOpen(false)}>
          还是记
        </Button>
      </div>
    </div>
  )
}

function ProposalLine({ eventId, proposal, onDone }: DeclineProps) {
  const { name, inAt, outAt, inWay, outWay, minutes, enough, mine } = proposal
  return (
    <div className="lx-row lx-row--top">
      <div>
        <div className="lx-strong">{name}</div>
        <div className="lx-muted">
          {`${clockTime(inAt)} 到（${attendanceLabels[inWay]}），${clockTime(outAt)} 走（${attendanceLabels[outWay]}）`}
        </div>
        {mine ? null : <Decline {...{ eventId, proposal, onDone }} />}
      </div>
      <Badge tone={mine ? 'plain' : enough ? 'done' : 'soon'}>
        {mine ? '您自己的，请别人确认' : enough ? hoursWords(minutes) : '时间不够，不计'}
      </Badge>
    </div>
  )
}

function Proposals({ id, onDone }: { id: string; onDone: () => void }) {
  const [effect, setEffect] = useState<Effect>('plain')
  const [told, setTold] = useState<string | null>(null)
  const list = usePages(id, (cursor) =>
    api.call('hours.proposals', {
      params: { id },
      query: { limit: AT_ONCE, ...(cursor === undefined ? {} : { cursor }) },
    }),
  )
  const { busy, problem, attempt } = useAttempt()
  const others = list.items.filter(({ mine }) => !mine).slice(0, AT_ONCE)

  async function approve() {
    const personIds = others.map(({ personId }) => personId)
    await attempt(async () => {
      const { items } = await api.call('hours.approve', {
        params: { id },
        body: { effect, personIds },
      })
      const counted = items.filter(({ outcome }) => outcome === 'approved')
      setTold(
        `记好了：${counted.length} 人，共 ${hoursWords(counted.reduce((sum, each) => sum + each.minutes, 0))}。`,
      )
      list.first.reload()
      onDone()
    })
  }

  return (
    <Loading query={list.first} cards={1}>
      {() => (
        <>
          {told ? (
            <p className="lx-strong" role="status">
              {told}
            </p>
          ) : null}
          {list.items.map((proposal) => (
            <ProposalLine
              key={proposal.personId}
              eventId={id}
              proposal={proposal}
              onDone={() => {
                setTold(`没有给${proposal.name}记，原因告诉本人了。`)
                list.first.reload()
                onDone()
              }}
            />
          ))}
          <MoreButton pages={list} />
          {problem ? <Banner>{problem}</Banner> : null}
          {others.length > 0 ? (
            <>
              <div className="dk-gap">
                <Chips label="做得怎么样" items={choices} value={effect} onChange={setEffect} />
              </div>
              <div className="lx-acts">
                <Button wide busy={busy} onClick={() => void approve()}>
                  {`确认这 ${others.length} 人的时长`}
                </Button>
              </div>
            </>
          ) : null}
        </>
      )}
    </Loading>
  )
}

function DueCard({ date, onDone }: { date: DueDate; onDone: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <Card title={date.title} aside={`${shortDay(date.day)} · ${date.waiting} 人待确认`}>
      {open ? (
        <Proposals id={date.id} onDone={onDone} />
      ) : (
        <div className="lx-acts">
          <Button kind="secondary" label={`确认${date.title}的时长`} onClick={() => setOpen(true)}>
            看一看，确认时长
          </Button>
        </div>
      )}
    </Card>
  )
}

/** Dates that are over and whose hours somebody has to confirm. */
export function Due() {
  // Counts the confirmations, so that what was read before stays until the page is left.
  const [confirmed, setConfirmed] = useState(0)
  const list = usePages('due', (cursor) =>
    api.call('hours.due', { query: { ...(cursor === undefined ? {} : { cursor }) } }),
  )
  return (
    <Loading query={list.first}>
      {() =>
        list.items.length > 0 ? (
          <>
            {confirmed > 0 ? <p className="lx-muted">确认过的，下次打开就不在这里了。</p> : null}
            {list.items.map((date) => (
              <DueCard key={date.id} date={date} onDone={() => setConfirmed(confirmed + 1)} />
            ))}
            <MoreButton pages={list} />
          </>
        ) : (
          <EmptyState title="没有要确认的" text="活动结束半小时后，签到的人会排到这里。" />
        )
      }
    </Loading>
  )
}
