import { useState } from 'react'
import type { Receipt } from '@/api/matter-draft'
import { rememberMatter, takeInHand } from '@/lib/known-matters'
import { go, pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { copyText, toast } from '@/ui/feedback'
import { RemindMe } from '@/ui/remind-me'

function follow(receipt: Receipt) {
  if (receipt.id) {
    go(pageUrl('matter', { id: receipt.id }))
    return
  }
  if (receipt.queryCode) takeInHand({ number: receipt.number, code: receipt.queryCode })
  go(pageUrl('matter', { number: receipt.number }))
}

function Code({ receipt }: { receipt: Receipt }) {
  const [kept, setKept] = useState(false)
  const { number, queryCode } = receipt
  if (queryCode === null) return null
  const keep = () => {
    rememberMatter({ number, code: queryCode })
    setKept(true)
    toast('记在这台手机上了')
  }
  return (
    <>
      <dt className="lx-receipt__label">查询码</dt>
      <dd className="lx-receipt__value lx-number">{queryCode}</dd>
      <dd className="lx-receipt__note">
        凭编号和查询码查进度、评价。只显示这一次，请抄下来、拍下来或复制。
      </dd>
      <dd className="lx-receipt__value lx-pair">
        <Button
          kind="secondary"
          small
          onClick={() => void copyText(`连心桥 编号 ${number} 查询码 ${queryCode}`)}
        >
          复制
        </Button>
        <Button kind="secondary" small disabled={kept} onClick={keep}>
          {kept ? '已记住' : '这台手机记住'}
        </Button>
      </dd>
    </>
  )
}

/** It arrived: number, code, when the answer comes, and what to do next. */
export function ReceiptView({ receipt, onAgain }: { receipt: Receipt; onAgain: () => void }) {
  return (
    <div role="status">
      <h1 className="lx-title">收到了</h1>
      <p className="lx-subtitle">{receipt.promise}</p>
      <dl className="lx-card lx-receipt">
        <dt className="lx-receipt__label">编号</dt>
        <dd className="lx-receipt__value lx-number">{receipt.number}</dd>
        <Code receipt={receipt} />
      </dl>
      {receipt.id ? <RemindMe about="matter" id={receipt.id} /> : null}
      <div className="lx-acts">
        <Button wide onClick={() => follow(receipt)}>
          看进度
        </Button>
        <Button kind="quiet" wide onClick={onAgain}>
          {receipt.queryCode ? '我记好了，再说一件' : '再说一件'}
        </Button>
      </div>
    </div>
  )
}
