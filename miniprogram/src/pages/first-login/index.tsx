import { useState } from 'react'
import { namelessApi } from '@/api/client'
import { useClientConfig } from '@/api/client-config'
import { enter } from '@/api/sign-in'
import { useMutation } from '@/api/use-mutation'
import { pageUrl, replaceWith } from '@/lib/navigate'
import { privacyAgreed, privacyRefused } from '@/lib/privacy'
import { withoutBlanks } from '@/lib/typed-digits'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Page } from '@/ui/page'
import { Banner } from '@/ui/states'

const notAgreed = '同意了才能用姓名和手机号登录，请点一下上面的方框。'

/** 第一次登录, or a forgotten password: the phone, the desk's code, and a password of one's own. */
function FirstLogin() {
  const { privacyVersion } = useClientConfig()
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const [agreed, setAgreed] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const { run, busy, failure } = useMutation('auth.redeemCode', namelessApi)
  const fields = failure?.fields ?? {}
  const send = async () => {
    if (!agreed) {
      setRefused(notAgreed)
      return
    }
    if (!(await privacyAgreed())) {
      setRefused(privacyRefused)
      return
    }
    setRefused(null)
    const body = { phone: withoutBlanks(phone), code, password, consentVersion: privacyVersion }
    const session = await run({ body })
    if (session === null) return
    enter(session)
    replaceWith(pageUrl('me'))
  }
  const problem = refused ?? (failure && Object.keys(fields).length === 0 ? failure.message : null)
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
          value={phone}
          maxLength={13}
          autoComplete="username"
          error={fields.phone}
          onChange={setPhone}
        />
        <Field
          id="first-code"
          label="6 位登录码"
          type="tel"
          value={code}
          maxLength={7}
          autoComplete="one-time-code"
          error={fields.code}
          onChange={setCode}
        />
        <Field
          id="first-password"
          label="自己定一个密码"
          type="password"
          value={password}
          maxLength={200}
          autoComplete="new-password"
          hint="至少 8 位，下次用它登录。"
          error={fields.password}
          onChange={setPassword}
          onEnter={() => void send()}
        />
        <Check label="我同意用我的姓名和手机号登录、联系我" checked={agreed} onChange={setAgreed} />
        <Link to={pageUrl('privacy')} className="lx-more">
          我们记什么、不记什么
        </Link>
        {problem ? <Banner>{problem}</Banner> : null}
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
