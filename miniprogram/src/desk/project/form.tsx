import { useState } from 'react'
import { eventKinds, eventTypes } from '@lianxin/shared'
import { sentenceOf, type Failure } from '@/api/failure'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { Banner } from '@/ui/states'
import { MoreFacts, PeopleAndContact, Times, WhatAndWhere } from '../parts/event-facts'
import { Span, WhenFields } from './when-fields'
import type { Wish } from './wish'

const kinds = eventKinds.map((key) => ({ key, text: eventTypes[key].label }))
/** A Party day is for the branch: nobody counts whether enough come. */
const neededFor = { shift: 3, party_day: 0 } as const
/** Fields that show their own error. */
const ownErrors = [
  'title',
  'place',
  'contact',
  'capacity',
  'needed',
  'minutes',
  'about',
  'bring',
  'skill',
  'minAge',
  'maxAge',
  'minShare',
]

export interface FormProps {
  wish: Wish
  change: (change: Partial<Wish>) => void
  failure: Failure | null
}

/** What went wrong that no field shows. */
export function Problem({ failure }: { failure: Failure | null }) {
  if (!failure) return null
  const isShown = Object.keys(failure.fields).some((field) => ownErrors.includes(field))
  return <Banner>{isShown ? '有一处要改一下，请看红字。' : sentenceOf(failure)}</Banner>
}

/** What, where and when; of a project that is there its kind stays. */
export function What({ wish, change, failure, isNew }: FormProps & { isNew: boolean }) {
  const errors = failure?.fields ?? {}
  const changeFacts = (part: Partial<Wish['facts']>) =>
    change({ facts: { ...wish.facts, ...part } })
  return (
    <Card title="做什么">
      {isNew ? (
        <Chips
          label="哪一种"
          items={kinds}
          value={wish.kind}
          onChange={(kind) => change({ kind, facts: { ...wish.facts, needed: neededFor[kind] } })}
        />
      ) : null}
      <WhatAndWhere facts={wish.facts} change={changeFacts} errors={errors} />
      <WhenFields wish={wish} change={change} />
      <Times
        startTime={wish.startTime}
        minutes={wish.minutes}
        change={change}
        error={errors.minutes ?? errors.startTime}
      />
      <PeopleAndContact facts={wish.facts} change={changeFacts} errors={errors} />
    </Card>
  )
}

/** What most leave as it is, folded away. */
export function More({ wish, change, failure }: FormProps) {
  const [open, setOpen] = useState(false)
  const errors = failure?.fields ?? {}
  return (
    <Card>
      <Button small kind="secondary" expanded={open} onClick={() => setOpen(!open)}>
        {open ? '收起' : '再写细一点'}
      </Button>
      {open ? (
        <>
          <MoreFacts
            facts={wish.facts}
            change={(part) => change({ facts: { ...wish.facts, ...part } })}
            errors={errors}
          />
          {wish.pattern === 'days' ? null : <Span wish={wish} change={change} />}
        </>
      ) : (
        <p className="dk-hint dk-gap">做些什么、带什么、年龄和本领、在场多久才算。不写也行。</p>
      )}
    </Card>
  )
}
