import { useId, useState } from 'react'
import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { wayInput, type Way } from './ways'
import { onPaper, WaysEditor } from './ways-editor'

interface NewGroupProps {
  /** Whose it can be. */
  options: readonly { key: string; text: string }[]
  onMade: () => void
}

/** A group that no bot is in: a robot's chat, or a notice board. */
export function NewGroup({ options, onMade }: NewGroupProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const [topic, setTopic] = useState('')
  const [chosen, setChosen] = useState('')
  const [ways, setWays] = useState<readonly Way[]>([onPaper])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const owner = options.find(({ key }) => key === chosen) ?? options[0]
  const make = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const body = { topic, orgId: owner?.key ?? '', routes: ways.map(wayInput) }
      await api.call('groups.create', { body })
      toast('加上了')
      setTopic('')
      setOpen(false)
      onMade()
    } catch (error) {
      const failure = failureOf(error)
      setProblem(Object.values(failure.fields)[0] ?? failure.message)
    } finally {
      setBusy(false)
    }
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
          {options.length > 1 ? (
            <div className="dk-gap">
              <Choose
                label="这个群归谁"
                options={options}
                value={owner?.key ?? ''}
                onChange={setChosen}
              />
            </div>
          ) : null}
          <p className="dk-strong dk-gap">怎么送到</p>
          <WaysEditor ways={ways} onChange={setWays} />
          {problem ? <Banner>{problem}</Banner> : null}
          <div className="lx-acts">
            <Button
              busy={busy}
              disabled={!owner || topic.trim() === ''}
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
