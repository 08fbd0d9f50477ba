import { useState } from 'react'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { TextArea } from '@/ui/field'
import { Rating, scoreWord } from '@/ui/rating'
import { Banner } from '@/ui/states'
import type { Matter, OpenMatter } from './use-matter'

function Reopen({ open, onClose }: { open: OpenMatter; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const send = async () => {
    if (reason.trim() === '') {
      setMissing(true)
      return
    }
    if (await open.reopen(reason.trim())) {
      toast('已经转告，重新办')
      onClose()
    }
  }
  return (
    <Card title="哪里还没解决？">
      <TextArea
        id="reopen-reason"
        label="说一句就行"
        value={reason}
        maxLength={500}
        rows={3}
        placeholder="比如：灯修了一天又灭了。"
        error={missing && reason.trim() === '' ? '请说一句哪里没解决。' : undefined}
        onChange={setReason}
      />
      {open.failure ? <Banner>{open.failure.message}</Banner> : null}
      <div className="lx-acts">
        <Button wide busy={open.busy} onClick={() => void send()}>
          请重新办
        </Button>
        <Button kind="quiet" wide onClick={onClose}>
          先不用
        </Button>
      </div>
    </Card>
  )
}

function Rate({ open, onReopen }: { open: OpenMatter; onReopen: (() => void) | null }) {
  const [score, setScore] = useState<number | null>(null)
  const [comment, setComment] = useState('')
  return (
    <Card title="这件事办得怎么样？">
      <Rating value={score} onChange={setScore} />
      {score === null ? null : (
        <TextArea
          id="rate-comment"
          label="还想说一句（可以不写）"
          value={comment}
          maxLength={500}
          rows={2}
          onChange={setComment}
        />
      )}
      {open.failure ? <Banner>{open.failure.message}</Banner> : null}
      <div className="lx-acts">
        {score === null ? null : (
          <Button wide busy={open.busy} onClick={() => void open.rate(score, comment)}>
            提交评价
          </Button>
        )}
        {onReopen ? (
          <Button kind="secondary" wide onClick={onReopen}>
            没解决
          </Button>
        ) : null}
      </div>
    </Card>
  )
}

/** What the reporter has to say about it: rate, or it was not solved. */
export function Verdict({ matter, open }: { matter: Matter; open: OpenMatter }) {
  const [reopening, setReopening] = useState(false)
  if (reopening) return <Reopen open={open} onClose={() => setReopening(false)} />
  const reopen = matter.canReopen ? () => setReopening(true) : null
  if (matter.canRate) return <Rate open={open} onReopen={reopen} />
  return (
    <>
      {matter.rating ? (
        <Card title="您的评价">
          <div>
            {matter.rating.score} 分，{scoreWord(matter.rating.score)}
          </div>
          {matter.rating.comment ? <div className="lx-muted">{matter.rating.comment}</div> : null}
        </Card>
      ) : null}
      {reopen ? (
        <div className="lx-acts">
          <Button kind="secondary" wide onClick={reopen}>
            没解决，请重新办
          </Button>
        </div>
      ) : null}
    </>
  )
}
