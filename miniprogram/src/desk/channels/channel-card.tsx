import { useId, useState } from 'react'
import { channelKindLabels, channelLookLabels, channelLooks, looksOfKind } from '@lianxin/shared'
import { dayAndTime } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Banner } from '@/ui/states'
import { ChatChoice } from '../parts/chat-choice'
import { Choose } from '../parts/choose'
import { isWhole, SecretFields, secretBody, type Secret } from './secret-fields'
import { useChannel, type Channel } from './use-channel'

const healths = {
  ready: { tone: 'done', text: '正常' },
  resting: { tone: 'soon', text: '歇一会儿' },
  failing: { tone: 'late', text: '要修一修' },
  off: { tone: 'plain', text: '停用' },
} as const

type Work = ReturnType<typeof useChannel>

function NewSecret({
  channel,
  work,
  onDone,
}: {
  channel: Channel
  work: Work
  onDone: () => void
}) {
  const id = useId()
  const [secret, setSecret] = useState<Secret>({})
  const { kind } = channel
  const save = async () => {
    if (await work.update({ secret: secretBody(kind, secret) }, '换好了，试发一条看看')) onDone()
  }
  return (
    <div role="group" aria-label={`${channel.name} 换密钥`}>
      <SecretFields id={id} kind={kind} secret={secret} onChange={setSecret} />
      <div className="lx-acts dk-acts--row">
        <Button
          small
          busy={work.busy}
          disabled={!isWhole(kind, secret)}
          onClick={() => void save()}
        >
          换上
        </Button>
        <Button small kind="quiet" onClick={onDone}>
          不换了
        </Button>
      </div>
    </div>
  )
}

function Facts({ channel }: { channel: Channel }) {
  const { kind, orgName, hint, sentToday, perDay, perMinute, groups, lastOkAt } = channel
  const used = groups > 0 ? `${groups} 个群在用` : '还没有群用它，到“群与机器人”里给群加上'
  return (
    <>
      <p className="lx-muted">
        {channelKindLabels[kind]} · {orgName} · 末尾 {hint}
      </p>
      <p className="lx-muted">
        今天发了 {sentToday} / {perDay} 条，每分钟最多 {perMinute} 条 · {used}
        {lastOkAt ? ` · 最近发成 ${dayAndTime(lastOkAt)}` : ''}
      </p>
    </>
  )
}

/** How digests look there; nothing to choose for kinds that only have words. */
function Look({ channel, work }: { channel: Channel; work: Work }) {
  const looks = looksOfKind[channel.kind]
  if (looks.length < 2) return null
  const choose = (key: string) => {
    const look = channelLooks.find((each) => each === key)
    if (look && look !== channel.look) void work.update({ look }, '改好了，试发一条看看')
  }
  return (
    <div className="lx-field dk-gap">
      <span className="lx-field__label">摘要发成什么样</span>
      <Choose
        label={`${channel.name}：摘要发成什么样`}
        options={looks.map((look) => ({ key: look, text: channelLookLabels[look] }))}
        value={channel.look}
        onChange={choose}
      />
      {channel.look === 'words' ? null : (
        <p className="lx-muted">太长、要分几条的摘要，还是发文字；答复和提醒也发文字。</p>
      )}
    </div>
  )
}

/** One channel: is it well, a try, a switch, a new key, away. */
export function ChannelCard({ channel, onChanged }: { channel: Channel; onChanged: () => void }) {
  const work = useChannel(channel, onChanged)
  const [open, setOpen] = useState<'secret' | 'chat' | null>(null)
  const { name, enabled, reason, kind } = channel
  const health = healths[channel.health]
  const test = () => (kind === 'wecom_task' ? setOpen('chat') : void work.test(null))
  const toggle = () => work.update({ enabled: !enabled }, enabled ? '停用了' : '启用了')
  return (
    <Card title={name} aside={<Badge tone={health.tone}>{health.text}</Badge>}>
      <Facts channel={channel} />
      <Look channel={channel} work={work} />
      {reason ? (
        <p className={channel.health === 'off' ? 'lx-muted' : 'dk-warn'}>{reason}</p>
      ) : null}
      {work.tested ? (
        <p className={work.tested.outcome === 'sent' ? 'dk-strong' : 'dk-warn'} role="status">
          {work.tested.sentence}
        </p>
      ) : null}
      {work.problem ? <Banner>{work.problem}</Banner> : null}
      {open === 'secret' ? (
        <NewSecret channel={channel} work={work} onDone={() => setOpen(null)} />
      ) : null}
      {open === 'chat' ? (
        <ChatChoice
          channelId={channel.id}
          verb="发到这个群试试"
          onChoose={({ address }) => {
            setOpen(null)
            void work.test(address)
          }}
        />
      ) : null}
      <div className="lx-acts dk-acts--row">
        <Button
          small
          busy={work.busy}
          disabled={!enabled}
          label={`${name}：试发一条`}
          onClick={test}
        >
          试发一条
        </Button>
        <Button
          small
          kind="secondary"
          disabled={work.busy}
          label={`${name}：${enabled ? '停用' : '启用'}`}
          onClick={() => void toggle()}
        >
          {enabled ? '停用' : '启用'}
        </Button>
        <Button
          small
          kind="quiet"
          disabled={work.busy}
          label={`${name}：换密钥`}
          onClick={() => setOpen(open === 'secret' ? null : 'secret')}
        >
          换密钥
        </Button>
        <Button
          small
          kind="quiet"
          disabled={work.busy}
          label={`${name}：删掉`}
          onClick={() => void work.remove()}
        >
          删掉
        </Button>
      </div>
    </Card>
  )
}
