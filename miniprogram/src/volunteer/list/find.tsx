import { useState } from 'react'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { Field } from '@/ui/field'

export const spans = [
  { key: 'all', text: '全部' },
  { key: 'weekend', text: '这个周末' },
  { key: 'week', text: '七天内' },
] as const
export type Span = (typeof spans)[number]['key']

/** What shifts are looked for by; empty = all. */
export interface Wanted {
  span: Span
  free: boolean
  q: string
  /** Years, as typed. */
  age: string
}
export const everything: Wanted = { span: 'all', free: false, q: '', age: '' }

const places = [
  { key: 'any', text: '满不满都看' },
  { key: 'free', text: '还有名额' },
] as const

/** Looking for a shift: when, with a place left, by a word, by one's age. */
export function Find({ value, onChange }: { value: Wanted; onChange: (next: Wanted) => void }) {
  const [open, setOpen] = useState(false)
  const [q, setQ] = useState(value.q)
  const [age, setAge] = useState(value.age)
  const ageIsGood = age === '' || (/^\d{1,3}$/.test(age) && Number(age) <= 120)
  const search = () => {
    if (ageIsGood) onChange({ ...value, q: q.trim(), age })
  }
  return (
    <>
      <Chips
        label="什么时候"
        items={spans}
        value={value.span}
        onChange={(span) => onChange({ ...value, span })}
      />
      <div className="lx-acts">
        <Button small kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
          {value.q || value.age || value.free ? '改条件' : '按条件找'}
        </Button>
        {value.q || value.age || value.free ? (
          <Button
            small
            kind="quiet"
            onClick={() => {
              setQ('')
              setAge('')
              onChange({ ...everything, span: value.span })
            }}
          >
            不限条件
          </Button>
        ) : null}
      </div>
      {open ? (
        <>
          <Chips
            label="名额"
            items={places}
            value={value.free ? 'free' : 'any'}
            onChange={(key) => onChange({ ...value, free: key === 'free' })}
          />
          <Field
            id="shifts-q"
            label="名称或地点里的字"
            value={q}
            maxLength={40}
            placeholder="例如：公园"
            onChange={setQ}
            onEnter={search}
          />
          <Field
            id="shifts-age"
            label="去的人多大年纪"
            value={age}
            maxLength={3}
            placeholder="例如：15"
            hint="只用来找合适的，不会记下来。"
            error={ageIsGood ? undefined : '请填周岁数字，例如 15'}
            onChange={setAge}
            onEnter={search}
          />
          <div className="lx-acts">
            <Button small kind="secondary" onClick={search}>
              找
            </Button>
          </div>
        </>
      ) : null}
    </>
  )
}
