import { useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Banner } from '@/ui/states'
import { useKeepsRoster } from '../parts/keeps-roster'
import { LoginCode } from '../parts/login-code'

/** 登录码 for this person: the first password, or a forgotten one. */
export function LoginCodeCard({ id }: { id: string }) {
  const [given, setGiven] = useState<OutputOf<'accounts.codeFor'> | null>(null)
  const keeps = useKeepsRoster()
  const { run, busy, failure } = useMutation('accounts.codeFor')
  const send = async () => setGiven(await run({ params: { id } }))
  if (!keeps) return null
  return (
    <Card title="登录">
      {given ? (
        <LoginCode given={given} onClose={() => setGiven(null)} />
      ) : (
        <>
          <p className="lx-muted">还没登录过，或者忘了密码，给本人一个登录码。</p>
          {failure ? <Banner>{failure.message}</Banner> : null}
          <div className="dk-gap">
            <Button kind="secondary" small busy={busy} onClick={() => void send()}>
              发登录码
            </Button>
          </div>
        </>
      )}
    </Card>
  )
}
