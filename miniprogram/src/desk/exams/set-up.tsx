import { useId, useState } from 'react'
import {
  addDays,
  certificationLabels,
  DEFAULT_PASS_MARK,
  questionKindLabels,
  questionKinds,
  shanghaiDay,
  type KindCounts,
} from '@lianxin/shared'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { Choose, MomentField } from '../parts/choose'
import { NumberField } from '../parts/number-field'
import { useUnits } from '../parts/use-orgs'

interface Wish {
  title: string
  series: string[]
  counts: KindCounts
  minutes: number
  passMark: number
  attempts: number
  openDay: string
  openTime: string
  closeDay: string
  closeTime: string
  certifies: boolean
  months: number
}

function opening(now: Date): Wish {
  const tomorrow = addDays(shanghaiDay(now), 1)
  return {
    title: '',
    series: [],
    counts: { single: 10, multiple: 5, truefalse: 5, ordering: 0, fill: 0 },
    minutes: 60,
    passMark: DEFAULT_PASS_MARK,
    attempts: 1,
    openDay: tomorrow,
    openTime: '09:00',
    closeDay: tomorrow,
    closeTime: '17:00',
    certifies: false,
    months: 12,
  }
}

interface PartProps {
  wish: Wish
  change: (change: Partial<Wish>) => void
}

function Window({ wish, change }: PartProps) {
  const id = useId()
  return (
    <div className="dk-fields">
      <MomentField
        id={`${id}-open-day`}
        label="哪天开始"
        kind="date"
        value={wish.openDay}
        onChange={(openDay) => change({ openDay })}
      />
      <MomentField
        id={`${id}-open-time`}
        label="几点开始"
        kind="time"
        value={wish.openTime}
        onChange={(openTime) => change({ openTime })}
      />
      <MomentField
        id={`${id}-close-day`}
        label="哪天截止"
        kind="date"
        value={wish.closeDay}
        onChange={(closeDay) => change({ closeDay })}
      />
      <MomentField
        id={`${id}-close-time`}
        label="几点截止"
        kind="time"
        value={wish.closeTime}
        onChange={(closeTime) => change({ closeTime })}
      />
    </div>
  )
}

/** `单选 12 · 判断 8`: what a series holds. */
const holdingWords = (counts: KindCounts) =>
  questionKinds
    .flatMap((kind) => (counts[kind] > 0 ? `${questionKindLabels[kind]} ${counts[kind]} 题` : []))
    .join(' · ')

function Draw({ wish, change }: PartProps) {
  const bank = useQuery('questions.series', {})
  const choose = (series: string, on: boolean) =>
    change({ series: [...wish.series.filter((each) => each !== series), ...(on ? [series] : [])] })
  return (
    <>
      <div className="dk-gap" role="group" aria-label="从哪几个题库抽题">
        <p className="lx-field__label">从哪几个题库抽题</p>
        <Loading query={bank} cards={1}>
          {({ items }) =>
            items.length > 0 ? (
              <>
                {items.map(({ series, counts }) => (
                  <Check
                    key={series}
                    label={series}
                    hint={holdingWords(counts)}
                    checked={wish.series.includes(series)}
                    onChange={(on) => choose(series, on)}
                  />
                ))}
              </>
            ) : (
              <p className="lx-muted">还没有题。先去题库出几道。</p>
            )
          }
        </Loading>
      </div>
      <div className="dk-fields">
        {questionKinds.map((kind) => (
          <NumberField
            key={kind}
            label={`${questionKindLabels[kind]}几道`}
            value={wish.counts[kind]}
            most={100}
            onChange={(count) => change({ counts: { ...wish.counts, [kind]: count } })}
          />
        ))}
      </div>
    </>
  )
}

function Rules({ wish, change }: PartProps) {
  return (
    <>
      <div className="dk-fields">
        <NumberField
          label="多少分钟"
          value={wish.minutes}
          most={300}
          onChange={(minutes) => change({ minutes })}
        />
        <NumberField
          label="多少分通过"
          value={wish.passMark}
          most={100}
          onChange={(passMark) => change({ passMark })}
        />
        <NumberField
          label="每人可考几次"
          value={wish.attempts}
          most={10}
          onChange={(attempts) => change({ attempts })}
        />
      </div>
      <Check
        label={`通过的人得到“${certificationLabels['party-development']}”`}
        hint="办发展党员的事，要有这个资格。"
        checked={wish.certifies}
        onChange={(certifies) => change({ certifies })}
      />
      {wish.certifies ? (
        <NumberField
          label="资格管几个月"
          value={wish.months}
          most={120}
          onChange={(months) => change({ months })}
        />
      ) : null}
    </>
  )
}

/** Setting up an exam. */
export function SetUp({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const id = useId()
  const [wish, setWish] = useState(() => opening(new Date()))
  const change = (part: Partial<Wish>) => setWish((old) => ({ ...old, ...part }))
  const units = useUnits()
  const [chosen, setChosen] = useState('')
  const audience = chosen || (units[0]?.key ?? '')
  const { run, busy, failure } = useMutation('exams.create')

  async function send() {
    const { title, series, counts, minutes, passMark, attempts, certifies, months } = wish
    const at = (day: string, time: string) => new Date(`${day}T${time}:00+08:00`)
    const opensAt = at(wish.openDay, wish.openTime)
    const closesAt = at(wish.closeDay, wish.closeTime)
    const body = {
      audienceOrgId: audience,
      title: title.trim(),
      series,
      counts,
      minutes,
      opensAt: opensAt.toISOString(),
      closesAt: closesAt.toISOString(),
      attempts,
      passMark,
      certification: certifies ? { kind: 'party-development' as const, months } : null,
    }
    if (!(await run({ body }))) return
    toast('安排好了')
    onMade()
  }

  return (
    <Card title="安排一场考试">
      <Field
        id={`${id}-title`}
        label="叫什么"
        value={wish.title}
        maxLength={60}
        error={failure?.fields.title}
        onChange={(title) => change({ title })}
      />
      <div className="dk-gap">
        <p className="lx-field__label">谁来考</p>
        <Choose label="谁来考" options={units} value={audience} onChange={setChosen} />
      </div>
      <Window wish={wish} change={change} />
      <Draw wish={wish} change={change} />
      <Rules wish={wish} change={change} />
      {failure && !failure.fields.title ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button busy={busy} onClick={() => void send()}>
          安排上
        </Button>
        <Button kind="quiet" onClick={onClose}>
          先不安排
        </Button>
      </div>
    </Card>
  )
}
