import type { OutputOf } from '@lianxin/shared/contract'
import { dayAndTime } from '@/lib/dates'
import { inGroups } from '@/lib/typed-digits'
import { Button } from '@/ui/button'

interface LoginCodeProps {
  given: OutputOf<'accounts.invite'>
  onClose: () => void
}

/** A code to read out or write down for whoever stands at the desk. */
export function LoginCode({ given, onClose }: LoginCodeProps) {
  const { code, expiresAt, name, phoneMasked, isNew } = given
  return (
    <div className="dk-bind" role="status">
      <p className="lx-muted">{`${name}（${phoneMasked}）的登录码：`}</p>
      <p className="dk-bind__sentence">{inGroups(code)}</p>
      <p className="lx-muted">
        {`${dayAndTime(expiresAt)} 前用一次。请本人打开“我的 → 登录 → 第一次登录”，填手机号和这个码，自己定密码。`}
      </p>
      <p className="lx-muted">
        {isNew ? '用过以后，就有账号了。' : '用过以后，旧密码作废，别处的登录一起退出。'}
      </p>
      <Button kind="quiet" small onClick={onClose}>
        收起
      </Button>
    </div>
  )
}
