import { useId, useState } from 'react'
import { DOOR_MS, attendanceLabels, seatLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { serverNow } from '@/api/server-time'
import { useLoaded } from '@/api/use-query'
import { clockTime } from '@/lib/dates'
import { Badge, type Tone } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { ExportButton } from '../parts/export-button'
import type { DeskShift } from '../parts/shift-row'
import { fetchShiftPeople } from '../parts/transfer'
import { useBackInFront } from '../parts/use-in-front'
import type { Mark } from './marks'
import { NotSeen } from './not-seen'
import { PutIn } from './put-in'
import { PutRight } from './put-right'
import { useMarks, type Marks } from './use-marks'

type Person = OutputOf<'events.people'>['items'][number]

const AT_ONCE = 500
/** From so many on there is a field to find a name. */
const MANY = 12
const SHOWN = 100

/** Everybody: whoever calls the roll without a network needs the whole of it. */
async function readPeople(id: string): Promise<Person[]> {
  const people: Person[] = []
  let cursor: string | null = null
  do {
    const query = { limit: AT_ONCE, ...(cursor === null ? {} : { cursor }) }
    const page: OutputOf<'events.people'> = await api.call('events.people', {
      params: { id },
      query,
    })
    people.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return people
}

const tones: Record<NonNullable<Person['state']>, Tone> = {
  in: 'new',
  waiting: 'soon',
  offered: 'soon',
  left: 'plain',
  lapsed: 'plain',
}

function seatWords({ state, place }: Person): string {
  if (state === null) return '没报名，来了'
  return place === null ? seatLabels[state] : `候补第 ${place} 位`
}

/** What is known of coming or going: by the server, or only by this device so far. */
function seenWords(verb: string, known: string | null, way: Person['inWay'], mark?: Mark) {
  if (known === null) return mark ? `${clockTime(mark.at)} ${verb}（待发送）` : null
  // What the organizer ticked off goes without saying.
  const how = way === null || way === 'list' ? '' : `（${attendanceLabels[way]}）`
  return `${clockTime(known)} ${verb}${how}`
}

interface RowProps {
  person: Person
  shift: DeskShift
  /** When coming and going count; null: not now. */
  moments: { in?: string; out?: string } | null
  marks: Marks
  onChanged: () => void
}

function Row({ person, shift, moments, marks, onChanged }: RowProps) {
  const { personId, name, state, inAt, inWay, outAt, outWay } = person
  const own = marks.marks.filter((mark) => mark.personId === personId)
  const waits = (way: Mark['way']) => own.find((mark) => mark.way === way && mark.why === null)
  const words = [
    seenWords('来', inAt, inWay, waits('in')),
    seenWords('走', outAt, outWay, waits('out')),
  ].filter(Boolean)
  const isHere = inAt !== null || waits('in') !== undefined
  const isGone = (outAt !== null && outWay !== 'closed') || waits('out') !== undefined
  return (
    <li className="dk-roll__one">
      <div className="dk-roll__who">
        <span className="dk-strong">{name}</span>
        <Badge tone={state === null ? 'new' : tones[state]}>{seatWords(person)}</Badge>
        {words.length > 0 ? <span className="lx-muted">{words.join(' · ')}</span> : null}
        {own.map((mark) =>
          mark.why === null ? null : (
            <span key={mark.way} className="dk-warn" role="alert">
              {`“${mark.way === 'in' ? '来了' : '走了'}”没记上：${mark.why} `}
              <Button small kind="quiet" label={`知道了：${name}`} onClick={() => marks.drop(mark)}>
                知道了
              </Button>
            </span>
          ),
        )}
      </div>
      {moments ? (
        <div className="dk-roll__acts">
          {isHere ? null : (
            <Button label={`${name}：来了`} onClick={() => marks.note(personId, 'in', moments.in)}>
              来了
            </Button>
          )}
          {isHere && !isGone ? (
            <Button
              kind="secondary"
              label={`${name}：走了`}
              onClick={() => marks.note(personId, 'out', moments.out)}
            >
              走了
            </Button>
          ) : null}
          {isGone ? <span className="lx-muted">都记好了</span> : null}
        </div>
      ) : null}
      <PutRight person={person} shift={shift} onDone={onChanged} />
    </li>
  )
}

/** When a tap counts: now while the door is open; after that coming and going are the hours planned. */
function momentsOf({ startsAt, endsAt, state }: DeskShift, nowMs: number): RowProps['moments'] {
  if (state === 'cancelled' || nowMs < Date.parse(startsAt) - DOOR_MS) return null
  return nowMs > Date.parse(endsAt) + DOOR_MS ? { in: startsAt, out: endsAt } : {}
}

function hintOf(shift: DeskShift, moments: RowProps['moments']): string | null {
  if (shift.state === 'cancelled') return '这一场取消了，不用点名。'
  if (!moments) return '开始前半小时起，可以在这里点名。没有网也能点，有网了自己发。'
  return moments.in ? '已经结束了，现在补记的按开始和结束的时间算。' : null
}

/** The list to call: who signed up and who came, with 来了 and 走了 that also work offline. */
export function Roll({ shift, onChanged }: { shift: DeskShift; onChanged: () => void }) {
  const { id } = shift
  const fieldId = useId()
  const query = useLoaded(`people ${id}`, () => readPeople(id))
  const { reload } = query
  const changed = () => {
    reload()
    onChanged()
  }
  useBackInFront(reload)
  const marks = useMarks(id, reload)
  const [typed, setTyped] = useState('')
  const [shown, setShown] = useState(SHOWN)
  const moments = momentsOf(shift, serverNow())
  const hint = hintOf(shift, moments)
  return (
    <Card title="点名" aside={`来了 ${countHere(query.data ?? [], marks.marks)} 人`}>
      {hint ? <p className="lx-muted">{hint}</p> : null}
      {marks.full ? <Banner>这部手机存不下了，请连上网再点。</Banner> : null}
      {marks.waiting > 0 ? (
        <div className="dk-unsent" role="status">
          <span>{`${marks.waiting} 条待发送，有网了自己发`}</span>
          <Button small kind="secondary" onClick={marks.send}>
            现在发
          </Button>
        </div>
      ) : null}
      <Loading query={query} cards={1}>
        {(people) => {
          const found = people.filter(({ name }) => name.includes(typed.trim()))
          return (
            <>
              {people.length > MANY ? (
                <Field
                  id={fieldId}
                  label="找一个人"
                  value={typed}
                  maxLength={20}
                  placeholder="写姓名"
                  onChange={setTyped}
                />
              ) : null}
              {people.length === 0 ? (
                <p className="lx-muted">还没有人报名。来了没报名的，在下面写名字加进来。</p>
              ) : null}
              <ul className="dk-roll">
                {found.slice(0, shown).map((person) => (
                  <Row
                    key={person.personId}
                    {...{ person, shift, moments, marks }}
                    onChanged={changed}
                  />
                ))}
              </ul>
              {found.length > shown ? (
                <Button kind="secondary" wide onClick={() => setShown(shown + SHOWN)}>
                  再看一些
                </Button>
              ) : null}
            </>
          )
        }}
      </Loading>
      {query.data ? <NotSeen shift={shift} people={query.data} /> : null}
      <div className="dk-acts--row dk-gap">
        <ExportButton fetch={() => fetchShiftPeople(shift)} />
      </div>
      {shift.state === 'open' ? <PutIn shiftId={id} onPut={changed} /> : null}
    </Card>
  )
}

/** Who came, with those that only this device knows of. */
function countHere(people: readonly Person[], marks: readonly Mark[]): number {
  const noted = new Set(
    marks.flatMap(({ personId, way, why }) => (way === 'in' && why === null ? personId : [])),
  )
  return people.filter(({ personId, inAt }) => inAt !== null || noted.has(personId)).length
}
