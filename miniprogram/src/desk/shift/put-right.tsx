import type { OutputOf } from '@lianxin/shared/contract'
import { sentenceOf } from '@/api/failure'
import { serverNow } from '@/api/server-time'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { confirm, toast } from '@/ui/feedback'
import type { DeskShift } from '../parts/shift-row'

type Person = OutputOf<'events.people'>['items'][number]

const holding: readonly Person['state'][] = ['in', 'offered', 'waiting']

interface PutRightProps {
  person: Person
  shift: DeskShift
  onDone: () => void
}

/** What an organizer does about one line: somebody rang up that they cannot come, or a wrong tap. */
export function PutRight({ person, shift, onDone }: PutRightProps) {
  const { personId, name, state, inAt, mayTakeBack } = person
  const takeOff = useMutation('events.takeOff')
  const takeBack = useMutation('events.takeBack')
  const params = { id: shift.id, personId }
  const isBefore = Date.parse(shift.startsAt) > serverNow()

  const giveUp = async () => {
    const sure = await confirm({
      title: `${name}来不了了？`,
      text: '位子会让给候补的第一位。',
      yes: '是，让出来',
      no: '先不动',
    })
    if (!sure || !(await takeOff.run({ params }))) return
    toast('位子让出来了')
    onDone()
  }
  const undo = async () => {
    const sure = await confirm({
      title: `${name}没有来？`,
      text: '撤掉您点的“来了”，就当没点过。',
      yes: '撤掉',
      no: '先不动',
    })
    if (!sure || !(await takeBack.run({ params }))) return
    toast('撤掉了')
    onDone()
  }

  const failure = takeOff.failure ?? takeBack.failure
  const mayGiveUp = isBefore && shift.state === 'open' && inAt === null && holding.includes(state)
  if (!mayGiveUp && !mayTakeBack) return null
  return (
    <div className="dk-roll__acts">
      {mayGiveUp ? (
        <Button
          small
          kind="quiet"
          label={`${name}：来不了`}
          busy={takeOff.busy}
          onClick={() => void giveUp()}
        >
          来不了
        </Button>
      ) : null}
      {mayTakeBack ? (
        <Button
          small
          kind="quiet"
          label={`${name}：点错了`}
          busy={takeBack.busy}
          onClick={() => void undo()}
        >
          点错了
        </Button>
      ) : null}
      {failure ? (
        <span className="dk-warn" role="alert">
          {sentenceOf(failure)}
        </span>
      ) : null}
    </div>
  )
}
