import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useClientConfig } from '@/api/client-config'
import { useAttempt } from '@/api/use-attempt'
import { dayAndTime } from '@/lib/dates'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { copyText } from '@/ui/feedback'
import { Banner } from '@/ui/states'

type Code = OutputOf<'digests.tryCode'>

/**
 * 发给我看看: the digest in one's own WeChat, as the groups will get it, by a code typed there.
 * @param unsaved there are changes that the server does not know: what comes is without them
 */
export function TryCard({ digestId, unsaved }: { digestId: string; unsaved?: boolean }) {
  const { botName } = useClientConfig()
  const [code, setCode] = useState<Code | null>(null)
  const { busy, problem, attempt } = useAttempt()
  const ask = () =>
    attempt(async () => setCode(await api.call('digests.tryCode', { params: { id: digestId } })))
  return (
    <Card title="先发给自己看看">
      {problem ? <Banner>{problem}</Banner> : null}
      {unsaved ? <p className="dk-warn">有改动还没存，发来的是上次存的样子。</p> : null}
      {code ? (
        <div className="dk-bind" role="status">
          <p className="lx-muted">{`打开微信，私聊${botName}，发这一句：`}</p>
          <p className="dk-bind__sentence">{code.sentence}</p>
          <p className="lx-muted">
            {`${dayAndTime(code.expiresAt)} 前有效，用一次就作废。别发到群里。`}
          </p>
          <div className="lx-acts dk-acts--row">
            <Button small onClick={() => void copyText(code.sentence)}>
              复制这一句
            </Button>
            <Button small kind="quiet" onClick={() => setCode(null)}>
              收起
            </Button>
          </div>
        </div>
      ) : (
        <>
          <p className="lx-muted">
            {`${botName}把这一期私下发给您，和群里收到的一模一样；不算发出，草稿也能看。`}
          </p>
          <div className="lx-acts">
            <Button kind="secondary" small busy={busy} onClick={() => void ask()}>
              发给我看看
            </Button>
          </div>
        </>
      )}
    </Card>
  )
}
