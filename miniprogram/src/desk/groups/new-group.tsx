import { useId, useState } from 'react'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { OwnerChoice, useOwner } from '../parts/owner'
import type { Unit } from '../parts/use-orgs'
import { wayInput, type Way } from './ways'
import { onPaper, WaysEditor } from './ways-editor'

interface NewGroupProps {
  /** Whose it can be. */
  options: readonly Unit[]
  onMade: () => void
}

/** A group that no bot is in: a robot's chat, or a notice board. */
export function NewGroup({ options, onMade }: NewGroupProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [topic, setTopic] = useState('')
  const [ways, setWays] = useState<readonly Way[]>([onPaper])
  const { busy, problem, attempt } = useAttempt()
  const owner = useOwner(options)
  const make = async () => {
    const body = { topic, orgId: owner.unit?.key ?? '', routes: ways.map(wayInput) }
    if (!(await attempt(() => api.call('groups.create', { body })))) return
    toast('加上了')
    setTopic('')
    setOpen(false)
    onMade()
  }
  return (
    <Card title="没有小桥的群">
      <p className="lx-muted">
        企业微信、钉钉、飞书的群用机器人发；没有群的楼，打印出来贴在公告栏，居民扫码说话。
      </p>
      {open ? (
        <>
          <Field
            id={`${id}-topic`}
            label="叫什么（只有工作台看得到）"
            value={topic}
            maxLength={60}
            placeholder="例如：三号楼公告栏"
            onChange={setTopic}
          />
          <OwnerChoice className="dk-gap" label="这个群归谁" options={options} owner={owner} />
          <p className="dk-strong dk-gap">怎么送到</p>
          <WaysEditor ways={ways} onChange={setWays} />
          {problem ? <Banner>{problem}</Banner> : null}
          <div className="lx-acts">
            <Button
              busy={busy}
              disabled={!owner.unit || topic.trim() === ''}
              onClick={() => void make()}
            >
              加上这个群
            </Button>
            <Button kind="quiet" onClick={() => setOpen(false)}>
              先不加
            </Button>
          </div>
        </>
      ) : (
        <div className="lx-acts">
          <Button kind="secondary" onClick={() => setOpen(true)}>
            加一个没有小桥的群
          </Button>
        </div>
      )}
    </Card>
  )
}
