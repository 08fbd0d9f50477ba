import { useState } from 'react'
import { useMutation } from '@/api/use-mutation'
import { goBack } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Page } from '@/ui/page'
import { Banner } from '@/ui/states'

/** 改密码: the old one, the new one twice; all other sessions end. */
function Password() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [differs, setDiffers] = useState(false)
  const change = useMutation('me.changePassword')
  const fields = change.failure?.fields ?? {}
  const send = async () => {
    setDiffers(next !== again)
    if (next !== again) return
    if ((await change.run({ body: { current, next } })) === null) return
    toast('密码改好了')
    goBack()
  }
  return (
    <Page title="改密码" here="me">
      <h1 className="lx-title">改密码</h1>
      <p className="lx-subtitle">改好以后，别的手机、电脑会一起退出。</p>
      <Card>
        <Field
          id="password-current"
          label="现在的密码"
          type="password"
          value={current}
          maxLength={200}
          autoComplete="current-password"
          error={fields.current}
          onChange={setCurrent}
        />
        <Field
          id="password-next"
          label="新密码"
          type="password"
          value={next}
          maxLength={200}
          autoComplete="new-password"
          hint="至少 8 位。"
          error={fields.next}
          onChange={setNext}
        />
        <Field
          id="password-again"
          label="新密码再写一遍"
          type="password"
          value={again}
          maxLength={200}
          autoComplete="new-password"
          error={differs && next !== again ? '两次写的不一样，请再写一遍。' : undefined}
          onChange={setAgain}
        />
        {change.failure && Object.keys(fields).length === 0 ? (
          <Banner>{change.failure.message}</Banner>
        ) : null}
        <div className="lx-acts">
          <Button wide busy={change.busy} onClick={() => void send()}>
            改好
          </Button>
        </div>
      </Card>
    </Page>
  )
}

export default Password
