import { isWeapp } from '@/lib/platform'
import { Card } from '@/ui/card'
import { PrintButton } from '../parts/print-button'
import type { Digest } from './use-digest'

/** For those whom no bot reaches: A4 pages with the QR code of the reply page. */
export function Paper({ digest }: { digest: Digest }) {
  const unread = digest.state === 'draft' || digest.state === 'in_review'
  if (isWeapp || unread) return null
  return (
    <Card title="张贴的纸">
      <p className="lx-muted">
        给没有机器人的群：每个群一张 A4 纸，要点大字，扫码就能说话，不用手机的写在纸上。
      </p>
      <div className="lx-acts dk-acts--row">
        <PrintButton digestId={digest.id} />
      </div>
    </Card>
  )
}
