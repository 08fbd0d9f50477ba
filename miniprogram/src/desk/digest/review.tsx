import { useId, useState } from 'react'
import { useMe } from '@/api/session'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { TextArea } from '@/ui/field'
import type { Digest, DigestWork } from './use-digest'

/** The second pair of eyes: let it pass, or send it back with a word. */
function Judge({ work }: { work: DigestWork }) {
  const id = useId()
  const [note, setNote] = useState('')
  const [rejecting, setRejecting] = useState(false)
  return (
    <Card title="请您审一审">
      <ul className="dk-notes">
        <li>要点和原文对得上吗？数字、日期、电话核过吗？</li>
        <li>居民看得懂吗？发到的群对吗？</li>
      </ul>
      {rejecting ? (
        <>
          <TextArea
            id={`${id}-note`}
            label="要改什么"
            value={note}
            maxLength={500}
            rows={3}
            onChange={setNote}
          />
          <div className="lx-acts dk-acts--row">
            <Button
              busy={work.busy}
              disabled={note.trim() === ''}
              onClick={() => void work.reject(note.trim())}
            >
              退回去改
            </Button>
            <Button kind="quiet" onClick={() => setRejecting(false)}>
              先不退
            </Button>
          </div>
        </>
      ) : (
        <div className="lx-acts dk-acts--row">
          <Button busy={work.busy} onClick={() => void work.approve()}>
            通过
          </Button>
          <Button kind="secondary" onClick={() => setRejecting(true)}>
            退回去改
          </Button>
        </div>
      )}
    </Card>
  )
}

/** In review: for one who may judge it the judgement, for its writer why they may not. */
export function Review({ digest, work }: { digest: Digest; work: DigestWork }) {
  const me = useMe()
  if (digest.actions.includes('approve')) return <Judge work={work} />
  return (
    <Card title="等别的同志审">
      <p className="lx-muted">
        {me?.id === digest.author.id
          ? '这是您写的，得换一双眼睛看：请同一单位或上级的同志登录后审。'
          : '您改过这一期，得换一双眼睛看：请没动过笔的同志来审。'}
      </p>
    </Card>
  )
}
