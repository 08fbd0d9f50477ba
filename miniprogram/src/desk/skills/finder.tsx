import { useRouter } from '@tarojs/taro'
import { useId, useState } from 'react'
import {
  invitePurposes,
  MOST_INVITE_TITLE,
  MOST_INVITE_WORDS,
  skillLabels,
  skills,
  skillTimeLabels,
  skillTimes,
  stepsLabel,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { shortDay } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field, TextArea } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { OwnerChoice, useOwner } from '../parts/owner'
import { useLater } from '../parts/use-later'
import { useUnits } from '../parts/use-orgs'

type Helper = OutputOf<'skills.find'>['items'][number]

const everySkill = [
  { key: '', text: '会什么都行' },
  ...skills.map((key) => ({ key, text: skillLabels[key] })),
]
const everyTime = [
  { key: '', text: '什么时候都行' },
  ...skillTimes.map((key) => ({ key, text: skillTimeLabels[key] })),
]

/** What the page was opened for, by its address: an event or a matter; else something typed. */
function usePurpose() {
  const { type, id, title = '' } = useRouter().params
  const known = invitePurposes.find((each) => each === type)
  return { type: id && known ? known : ('other' as const), id: (known && id) || null, title }
}

interface InviteFormProps {
  helper: Helper
  orgId: string
  onDone: () => void
  onClose: () => void
}

function InviteForm({ helper, orgId, onDone, onClose }: InviteFormProps) {
  const id = useId()
  const purpose = usePurpose()
  const [title, setTitle] = useState(purpose.title)
  const [message, setMessage] = useState('')
  const { run, busy, failure } = useMutation('skills.invite')
  async function send() {
    const body = {
      personId: helper.personId,
      orgId,
      purpose: { ...purpose, title: title.trim() },
      message: message.trim(),
    }
    if (!(await run({ body }))) return
    toast(`请了${helper.name}，等答复`)
    onDone()
  }
  return (
    <>
      <Field
        id={`${id}-title`}
        label={`请${helper.name}做什么`}
        value={title}
        maxLength={MOST_INVITE_TITLE}
        placeholder="例如：给活动室的老人理发"
        onChange={setTitle}
      />
      <TextArea
        id={`${id}-message`}
        label="捎一句话"
        value={message}
        maxLength={MOST_INVITE_WORDS}
        rows={2}
        placeholder="什么时候、在哪里、要带什么"
        onChange={setMessage}
      />
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          busy={busy}
          disabled={title.trim() === '' || message.trim() === ''}
          onClick={() => void send()}
        >
          发邀请
        </Button>
        <Button small kind="quiet" onClick={onClose}>
          先不请
        </Button>
      </div>
    </>
  )
}

interface RowProps {
  helper: Helper
  orgId: string
  onInvited: () => void
}

function Row({ helper, orgId, onInvited }: RowProps) {
  const [open, setOpen] = useState(false)
  const { name, org, own, times, sentence, steps, askedAt } = helper
  const offered = [...helper.skills.map((key) => skillLabels[key]), ...own].join('、')
  const when = times.map((key) => skillTimeLabels[key]).join('、')
  return (
    <div className="dk-gap">
      <div className="lx-row">
        <span>
          <span className="dk-strong">{name}</span>
          <span className="lx-muted">{` ${org.name} `}</span>
          <Badge tone="plain">{stepsLabel(steps)}</Badge>
        </span>
        <Button
          small
          kind="secondary"
          label={`请${name}`}
          expanded={open}
          onClick={() => setOpen(!open)}
        >
          请
        </Button>
      </div>
      <p>{offered}</p>
      <p className="lx-muted">
        {[when || '时间再问', sentence, askedAt ? `${shortDay(askedAt)}请过` : '还没请过']
          .filter(Boolean)
          .join(' · ')}
      </p>
      {open ? (
        <InviteForm
          helper={helper}
          orgId={orgId}
          onDone={() => {
            setOpen(false)
            onInvited()
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  )
}

/** Who could help: nearest first, then who was asked longest ago. */
export function Finder({ onInvited }: { onInvited: () => void }) {
  const id = useId()
  const units = useUnits()
  const owner = useOwner(units)
  const [skillKey, setSkill] = useState('')
  const [timeKey, setTime] = useState('')
  const [typed, setTyped] = useState('')
  const q = useLater(typed.trim())
  const orgId = owner.unit?.key ?? ''
  const skill = skills.find((each) => each === skillKey)
  const time = skillTimes.find((each) => each === timeKey)
  const list = usePages(orgId ? `helpers ${orgId} ${skillKey} ${timeKey} ${q}` : null, (cursor) =>
    api.call('skills.find', {
      query: {
        orgId,
        ...(skill ? { skill } : {}),
        ...(time ? { time } : {}),
        ...(q ? { q } : {}),
        ...(cursor ? { cursor } : {}),
      },
    }),
  )
  return (
    <Card title="找能人">
      <OwnerChoice label="在哪里要人" options={units} owner={owner} />
      <div className="dk-gap">
        <Choose label="会什么" options={everySkill} value={skillKey} onChange={setSkill} />
      </div>
      <div className="dk-gap">
        <Choose label="什么时候" options={everyTime} value={timeKey} onChange={setTime} />
      </div>
      <Field
        id={id}
        label="或写几个字"
        value={typed}
        maxLength={30}
        placeholder="例如：磨刀"
        onChange={setTyped}
      />
      <Loading query={list.first} cards={2}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <p className="lx-muted">没有找到。换个条件，或者请党员在“我会做的事”里写上。</p>
            ) : null}
            {list.items.map((helper) => (
              <Row
                key={helper.personId}
                helper={helper}
                orgId={orgId}
                onInvited={() => {
                  list.first.reload()
                  onInvited()
                }}
              />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}
