import { useState } from 'react'
import { keepSession, type Me } from '@/api/session'
import { useMutation } from '@/api/use-mutation'
import { pageUrl, replaceWith } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { confirm, toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'

const question = {
  title: '注销账号？',
  text: '注销以后找不回来，要用只能请支部重新开。',
  yes: '注销',
  no: '再想想',
}

/** 注销账号: what goes, what stays, and the password once more. */
export function CloseAccount({ me }: { me: Me }) {
  const [open, setOpen] = useState(false)
  const [password, setPassword] = useState('')
  const erase = useMutation('me.erase')
  const isMember = me.posts.some((post) => post.role === 'member')
  const send = async () => {
    if (!(await confirm(question))) return
    if ((await erase.run({ body: { password } })) === null) return
    keepSession(null)
    toast('账号注销了')
    replaceWith(pageUrl('home'))
  }
  return (
    <Card title="注销账号">
      <div>
        删掉您的手机号、密码、微信绑定和设置。您提过的事还在办，但不再知道是谁提的，您也不能再评价。
        {isMember ? '党员名册由支部保管，名字不在这里删。' : '您的名字也一起删掉。'}
      </div>
      {open ? (
        <>
          <Field
            id="close-account-password"
            label="再输一遍密码"
            type="password"
            value={password}
            maxLength={200}
            autoComplete="current-password"
            error={erase.failure?.fields.password}
            onChange={setPassword}
          />
          {erase.failure ? <Banner>{erase.failure.message}</Banner> : null}
          <div className="lx-acts">
            <Button busy={erase.busy} disabled={password === ''} onClick={() => void send()}>
              注销
            </Button>
            <Button kind="quiet" onClick={() => setOpen(false)}>
              不注销了
            </Button>
          </div>
        </>
      ) : (
        <div className="lx-acts">
          <Button kind="quiet" onClick={() => setOpen(true)}>
            我要注销账号
          </Button>
        </div>
      )}
    </Card>
  )
}
