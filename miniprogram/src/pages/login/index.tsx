import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { namelessApi } from '@/api/client'
import { useClientConfig } from '@/api/client-config'
import { failureOf, type Failure } from '@/api/failure'
import { enter, signInWithWechat } from '@/api/sign-in'
import { pageUrl, pages, replaceWith, type PageName } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { privacyAgreed, privacyRefused } from '@/lib/privacy'
import { withoutBlanks } from '@/lib/typed-digits'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Page } from '@/ui/page'
import { Banner } from '@/ui/states'
import { DemoAccounts } from './demo-accounts'

/** Where to go after signing in: a page of ours, else 我的. */
function targetOf(name: string | undefined): PageName {
  const known = Object.keys(pages).find((page): page is PageName => page === name)
  return known ?? 'me'
}

interface SignIn {
  busy: boolean
  failure: Failure | null
  /** This WeChat is not bound yet; phone and password bind it. */
  binding: boolean
  wechat: () => Promise<void>
  password: (phone: string, password: string) => Promise<void>
}

function useSignIn(done: () => void): SignIn {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [bindToken, setBindToken] = useState<string | null>(null)

  const attempt = async (work: () => Promise<boolean>) => {
    if (busy) return
    setBusy(true)
    setFailure(null)
    try {
      if (!(await privacyAgreed())) {
        setFailure({ message: privacyRefused, fields: {}, retriable: false, code: null })
      } else if (await work()) done()
    } catch (error) {
      setFailure(failureOf(error))
    } finally {
      setBusy(false)
    }
  }
  return {
    busy,
    failure,
    binding: bindToken !== null,
    wechat: () =>
      attempt(async () => {
        const token = await signInWithWechat()
        setBindToken(token)
        return token === null
      }),
    password: (phone, password) =>
      attempt(async () => {
        const body = { phone: withoutBlanks(phone), password }
        enter(
          bindToken === null
            ? await namelessApi.call('auth.login', { body })
            : await namelessApi.call('auth.bindWechat', { body: { ...body, bindToken } }),
        )
        return true
      }),
  }
}

/** Sign in by phone and password; in WeChat by one tap once it is bound. */
function Login() {
  const { to, id } = useRouter().params
  const { demo } = useClientConfig()
  const [phone, setPhone] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSignIn(() => replaceWith(pageUrl(targetOf(to), id ? { id } : {})))
  const { busy, failure, binding } = signIn
  const send = () => void signIn.password(phone, password)
  return (
    <Page title="登录" here="me">
      <h1 className="lx-title">{binding ? '绑定一次，以后一点就进' : '登录'}</h1>
      <p className="lx-subtitle">
        {binding
          ? '用手机号和密码认一下是您。'
          : '登录后，您反映过的事都在一处。说事、查进度不用登录。'}
      </p>
      {isWeapp && !binding ? (
        <div className="lx-acts">
          <Button wide busy={busy} onClick={() => void signIn.wechat()}>
            微信登录
          </Button>
        </div>
      ) : null}
      <Card>
        <Field
          id="login-phone"
          label="手机号"
          type="tel"
          value={phone}
          maxLength={11}
          autoComplete="username"
          error={failure?.fields.phone}
          onChange={setPhone}
        />
        <Field
          id="login-password"
          label="密码"
          type="password"
          value={password}
          maxLength={200}
          autoComplete="current-password"
          error={failure?.fields.password}
          onChange={setPassword}
          onEnter={send}
        />
        {failure && Object.keys(failure.fields).length === 0 ? (
          <Banner>{failure.message}</Banner>
        ) : null}
        <div className="lx-acts">
          <Button
            wide
            kind={isWeapp && !binding ? 'secondary' : 'primary'}
            busy={busy}
            onClick={send}
          >
            {binding ? '绑定并登录' : '登录'}
          </Button>
        </div>
        <Link to={pageUrl('firstLogin')} className="lx-more">
          第一次登录，或忘了密码
        </Link>
        <Link to={pageUrl('privacy')} className="lx-more">
          我们记什么、不记什么
        </Link>
      </Card>
      {demo ? (
        <DemoAccounts
          onPick={(account) => {
            setPhone(account.phone)
            setPassword(account.password)
          }}
        />
      ) : null}
    </Page>
  )
}

export default Login
