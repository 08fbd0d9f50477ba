import { useId, useState } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { clockTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Banner } from '@/ui/states'
import { MomentField } from '../parts/choose'
import {
  MoreFacts,
  PeopleAndContact,
  Times,
  WhatAndWhere,
  factsIn,
  type EventFacts,
} from '../parts/event-facts'

type Shift = OutputOf<'events.get'>

interface ChangeOneProps {
  shift: Shift
  onChanged: () => void
  onClose: () => void
}

const minuteMs = 60_000

/** Changes just this one date; later changes of the project leave it as it is then. */
export function ChangeOne({ shift, onChanged, onClose }: ChangeOneProps) {
  const id = useId()
  const [facts, setFacts] = useState<EventFacts>(() => factsIn(shift))
  const [when, setWhen] = useState(() => ({
    day: shanghaiDay(shift.startsAt),
    startTime: clockTime(shift.startsAt).padStart(5, '0'),
    minutes: (Date.parse(shift.endsAt) - Date.parse(shift.startsAt)) / minuteMs,
  }))
  const { run, busy, failure } = useMutation('events.update')
  const errors = failure?.fields ?? {}
  const change = (part: Partial<EventFacts>) => setFacts((old) => ({ ...old, ...part }))
  const changeWhen = (part: Partial<typeof when>) => setWhen((old) => ({ ...old, ...part }))
  const startsAt = new Date(`${when.day}T${when.startTime}:00+08:00`)
  const isMoment = !Number.isNaN(startsAt.getTime())

  const save = async () => {
    const changed = await run({
      params: { id: shift.id },
      body: {
        ...facts,
        startsAt: startsAt.toISOString(),
        endsAt: new Date(startsAt.getTime() + when.minutes * minuteMs).toISOString(),
        revision: shift.revision,
      },
    })
    if (!changed) return
    toast('这一场改好了')
    onChanged()
    onClose()
  }

  return (
    <Card title="只改这一场">
      <p className="lx-muted">别的场次不动；以后改整个项目，这一场也不再跟着变。</p>
      <WhatAndWhere facts={facts} change={change} errors={errors} />
      <MomentField
        id={`${id}-day`}
        label="哪一天"
        kind="date"
        value={when.day}
        onChange={(day) => changeWhen({ day })}
      />
      <Times
        startTime={when.startTime}
        minutes={when.minutes}
        change={changeWhen}
        error={errors.startsAt ?? errors.endsAt}
      />
      <PeopleAndContact facts={facts} change={change} errors={errors} />
      <MoreFacts facts={facts} change={change} errors={errors} />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button busy={busy} disabled={!isMoment} onClick={() => void save()}>
          就这样改
        </Button>
        <Button kind="quiet" onClick={onClose}>
          先不改
        </Button>
      </div>
    </Card>
  )
}
