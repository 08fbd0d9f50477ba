import { useId } from 'react'
import { DEFAULT_MIN_SHARE } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { Field, TextArea } from '@/ui/field'
import { Choose, MomentField } from './choose'
import { NumberField } from './number-field'

/** What is told of a gathering, whichever date it is. */
export type EventFacts = Pick<
  OutputOf<'projects.get'>,
  | 'title'
  | 'about'
  | 'place'
  | 'point'
  | 'bring'
  | 'contact'
  | 'minAge'
  | 'maxAge'
  | 'skill'
  | 'capacity'
  | 'needed'
  | 'minShare'
>

export const emptyFacts: EventFacts = {
  title: '',
  about: '',
  place: '',
  point: null,
  bring: '',
  contact: '',
  minAge: null,
  maxAge: null,
  skill: '',
  capacity: 20,
  needed: 0,
  minShare: DEFAULT_MIN_SHARE,
}

/** Only the facts of what holds more. */
export function factsIn(given: EventFacts): EventFacts {
  const { title, about, place, point, bring, contact, minAge, maxAge, skill } = given
  const { capacity, needed, minShare } = given
  return {
    title,
    about,
    place,
    point,
    bring,
    contact,
    minAge,
    maxAge,
    skill,
    capacity,
    needed,
    minShare,
  }
}

interface PartProps {
  facts: EventFacts
  change: (change: Partial<EventFacts>) => void
  /** What the server found wrong, by field. */
  errors: Record<string, string>
}

/** What it is and where. */
export function WhatAndWhere({ facts, change, errors }: PartProps) {
  const id = useId()
  return (
    <>
      <Field
        id={`${id}-title`}
        label="叫什么"
        value={facts.title}
        maxLength={40}
        placeholder="比如：周末清洁家园"
        error={errors.title}
        onChange={(title) => change({ title })}
      />
      <Field
        id={`${id}-place`}
        label="在哪里"
        value={facts.place}
        maxLength={60}
        placeholder="比如：社区广场集合"
        error={errors.place}
        onChange={(place) => change({ place })}
      />
    </>
  )
}

/** How many, and whom to ask. */
export function PeopleAndContact({ facts, change, errors }: PartProps) {
  const id = useId()
  return (
    <>
      <div className="dk-fields">
        <NumberField
          label="名额"
          value={facts.capacity}
          most={5000}
          error={errors.capacity}
          onChange={(capacity) => change({ capacity })}
        />
        <NumberField
          label="最少要几个人"
          value={facts.needed}
          most={5000}
          hint="不够时提醒您还差几个人"
          error={errors.needed}
          onChange={(needed) => change({ needed })}
        />
      </div>
      <Field
        id={`${id}-contact`}
        label="联系人"
        value={facts.contact}
        maxLength={60}
        hint="大家都看得到；要写电话，先问过本人。"
        error={errors.contact}
        onChange={(contact) => change({ contact })}
      />
    </>
  )
}

const orNone = (value: number) => (value === 0 ? null : value)

/** What most leave as it is. */
export function MoreFacts({ facts, change, errors }: PartProps) {
  const id = useId()
  return (
    <>
      <TextArea
        id={`${id}-about`}
        label="做些什么"
        value={facts.about}
        maxLength={1000}
        rows={3}
        error={errors.about}
        onChange={(about) => change({ about })}
      />
      <Field
        id={`${id}-bring`}
        label="要带什么"
        value={facts.bring}
        maxLength={100}
        placeholder="比如：手套、水杯"
        error={errors.bring}
        onChange={(bring) => change({ bring })}
      />
      <Field
        id={`${id}-skill`}
        label="要会什么"
        value={facts.skill}
        maxLength={40}
        placeholder="比如：会理发"
        error={errors.skill}
        onChange={(skill) => change({ skill })}
      />
      <div className="dk-fields">
        <NumberField
          label="满多少岁（0 = 不限）"
          value={facts.minAge ?? 0}
          most={100}
          error={errors.minAge}
          onChange={(minAge) => change({ minAge: orNone(minAge) })}
        />
        <NumberField
          label="到多少岁（0 = 不限）"
          value={facts.maxAge ?? 0}
          most={100}
          error={errors.maxAge}
          onChange={(maxAge) => change({ maxAge: orNone(maxAge) })}
        />
        <NumberField
          label="至少在场百分之几才算"
          value={facts.minShare}
          most={100}
          error={errors.minShare}
          onChange={(minShare) => change({ minShare })}
        />
      </div>
    </>
  )
}

const halfHours = Array.from({ length: 24 }, (_, index) => (index + 1) * 30)

function lengthWords(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return `${rest} 分钟`
  if (rest === 30) return `${hours} 个半小时`
  return `${hours} 小时${rest === 0 ? '' : ` ${rest} 分钟`}`
}

interface TimesProps {
  startTime: string
  minutes: number
  change: (change: { startTime?: string; minutes?: number }) => void
  error?: string | undefined
}

/** From when and for how long. */
export function Times({ startTime, minutes, change, error }: TimesProps) {
  const id = useId()
  const lengths = halfHours.includes(minutes) ? halfHours : [minutes, ...halfHours]
  return (
    <>
      <div className="dk-fields">
        <MomentField
          id={`${id}-start`}
          label="几点开始"
          kind="time"
          value={startTime}
          onChange={(value) => change({ startTime: value })}
        />
        <div className="lx-field dk-moment">
          <p className="lx-field__label">多长时间</p>
          <Choose
            label="多长时间"
            options={lengths.map((each) => ({ key: String(each), text: lengthWords(each) }))}
            value={String(minutes)}
            onChange={(key) => change({ minutes: Number(key) })}
          />
        </div>
      </div>
      {error ? <p className="dk-warn">{error}</p> : null}
    </>
  )
}
