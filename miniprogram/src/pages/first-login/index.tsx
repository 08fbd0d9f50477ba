import { useState } from 'react'
import { namelessApi } from '@/api/client'
import { useClientConfig } from '@/api/client-config'
import { enter } from '@/api/sign-in'
import { useAttempt } from '@/api/use-attempt'
import { pageUrl, replaceWith } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Page } from '@/ui/page'
import { Banner } from '@/ui/states'

interface Asked {
  phone: string
  code: string
  password: string
}

const problems = {
  phone: '请填手机号。',
  code: '登录码是 6 个数字，问社区要。',
  password: '密码至少 8 位。',
  agreed: '同意了才能用姓名和手机号登录，请点一下上面的方框。',
}

function problemOf({ phone, code, password }: Asked, agreed: boolean): string | null {
  if (phone.trim() === '') return problems.phone
  if (!/^\d{6}$/u.test(code)) return problems.code
  if (password.length < 8) return problems.password
  return agreed ? null : problems.agreed
}

/** 第一次登录, or a forgotten password: the phone, the desk's code, and a password of one's own. */
function FirstLogin() {
  const { privacyVersion } = useClientConfig()
  const [asked, setAsked] = useState<Asked>({ phone: '', code: '', password: '' })
  const [agreed, setAgreed] = useState(false)
  const [missing, setMissing] = useState<string | null>(null)
  const { busy, problem, attempt } = useAttempt()
  const wrongNow = missing ?? problem
  const send = async () => {
    const typed = {
      ...asked,
      phone: asked.phone.replace(/\s/gu, ''),
      code: asked.code.replace(/\s/gu, ''),
    }
    const wrong = problemOf(typed, agreed)
    setMissing(wrong)
    if (wrong !== null) return
    const done = await attempt(async () =>
      enter(
        await namelessApi.call('auth.redeemCode', {
          body: { ...typed, consentVersion: privacyVersion },
        }),
      ),
    )
    if (done) replaceWith(pageUrl('me'))
  }
  return (
    <Page title="设密码" here="me">
      <h1 className="lx-title">第一次登录，或忘了密码</h1>
      <p className="lx-subtitle">
        到社区或支部报姓名和手机号，要一个 6 位登录码，30 分钟内在这里用一次。
      </p>
      <Card>
        <Field
          id="first-phone"
          label="手机号"
          type="tel"
          value={asked.phone}
          maxLength={13}
          autoComplete="username"
          onChange={(phone) => setAsked({ ...asked, phone })}
        />
        <Field
          id="first-code"
          label="6 位登录码"
          type="tel"
          value={asked.code}
          maxLength={7}
          autoComplete="one-time-code"
          onChange={(code) => setAsked({ ...asked, code })}
        />
        <Field
          id="first-password"
          label="自己定一个密码"
          type="password"
          value={asked.password}
          maxLength={200}
          autoComplete="new-password"
          hint="至少 8 位，下次用它登录。"
          onChange={(password) => setAsked({ ...asked, password })}
          onEnter={() => void send()}
        />
        <Check label="我同意用我的姓名和手机号登录、联系我" checked={agreed} onChange={setAgreed} />
        <Link to={pageUrl('privacy')} className="lx-more">
          我们记什么、不记什么
        </Link>
        {wrongNow ? <Banner>{wrongNow}</Banner> : null}
        <div className="lx-acts">
          <Button wide busy={busy} onClick={() => void send()}>
            设好并登录
          </Button>
        </div>
      </Card>
    </Page>
  )
}

export default FirstLogin
