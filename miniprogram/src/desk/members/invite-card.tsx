import { useId, useState } from 'react'
import type { OutputOf } from '@lianxin/shared/contract'
import { useMutation } from '@/api/use-mutation'
import { withoutBlanks } from '@/lib/typed-digits'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'
import { LoginCode } from '../parts/login-code'
import { OwnerChoice, useOwner } from '../parts/owner'
import { useUnits } from '../parts/use-orgs'

/** 登录码 for whoever stands at the desk: a new resident, or somebody who forgot the password. */
export function InviteCard() {
  const id = useId()
  const units = useUnits()
  const owner = useOwner(units)
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [given, setGiven] = useState<OutputOf<'accounts.invite'> | null>(null)
  const { run, busy, failure } = useMutation('accounts.invite')
  const send = async () => {
    const orgId = owner.unit?.key ?? ''
    const body = { name: name.trim(), phone: withoutBlanks(phone), orgId }
    const answer = await run({ body })
    if (!answer) return
    setGiven(answer)
    setName('')
    setPhone('')
  }
  return (
    <Card title="发登录码">
      <p className="lx-muted">居民第一次登录、谁忘了密码，都在这里。请先认准是本人。</p>
      {given ? (
        <LoginCode given={given} onClose={() => setGiven(null)} />
      ) : (
        <>
          <div className="dk-fields">
            <Field
              id={`${id}-name`}
              label="姓名"
              value={name}
              maxLength={30}
              error={failure?.fields.name}
              onChange={setName}
            />
            <Field
              id={`${id}-phone`}
              label="手机号"
              type="tel"
              value={phone}
              maxLength={13}
              error={failure?.fields.phone}
              onChange={setPhone}
            />
            <OwnerChoice label="新来的住哪里" options={units} owner={owner} />
          </div>
          {failure && Object.keys(failure.fields).length === 0 ? (
            <Banner>{failure.message}</Banner>
          ) : null}
          <div className="dk-gap">
            <Button
              kind="secondary"
              busy={busy}
              disabled={name.trim() === '' || phone.trim() === '' || !owner.unit}
              onClick={() => void send()}
            >
              要一个登录码
            </Button>
          </div>
        </>
      )}
    </Card>
  )
}
