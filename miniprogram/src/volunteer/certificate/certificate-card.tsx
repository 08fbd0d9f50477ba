import { certificateLabels } from '@lianxin/shared'
import { addressOf } from '@lianxin/shared/client'
import type { OutputOf } from '@lianxin/shared/contract'
import { fetchFile } from '@/api/fetch-file'
import { useAttempt } from '@/api/use-attempt'
import { dayWithYear } from '@/lib/dates'
import { pageUrl } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Link } from '@/ui/link'
import { Banner } from '@/ui/states'
import { certificateTones, figureWords, periodWords } from '@/certificates/words'

/** One certificate: what it says, whether it holds, and the paper. */
export function CertificateCard({ certificate }: { certificate: OutputOf<'me.askCertificate'> }) {
  const { id, number, name, issuer, issuedOn, state, now, revoked, drawable } = certificate
  const { busy, problem, attempt } = useAttempt()
  const fetchPaper = () =>
    fetchFile(
      addressOf('me.certificateFile', { params: { id } }).path,
      `${name}-志愿服务证明-${issuedOn}.pdf`,
    )
  return (
    <Card
      title={periodWords(certificate)}
      aside={<Badge tone={certificateTones[state]}>{certificateLabels[state]}</Badge>}
    >
      <p className="lx-strong">{figureWords(certificate)}</p>
      {now ? <p>{`后来有更正，现在是 ${figureWords(now)}。要用的话请重新开一份。`}</p> : null}
      {revoked ? <p>{`${dayWithYear(revoked.on)}作废：${revoked.reason}`}</p> : null}
      <p className="lx-muted">{`${issuer}出具，${dayWithYear(issuedOn)}`}</p>
      <p className="lx-muted">{`编号 ${number}`}</p>
      {drawable ? null : (
        <p className="lx-muted">有个字印不出来，纸上留了方框，请用笔补上再盖章。</p>
      )}
      {problem ? <Banner>{problem}</Banner> : null}
      {revoked ? null : (
        <div className="lx-acts">
          <Button
            wide
            kind="secondary"
            busy={busy}
            label={`${isWeapp ? '打开' : '下载'} ${number}`}
            onClick={() => void attempt(fetchPaper)}
          >
            {isWeapp ? '打开，可以转发和打印' : '下载 PDF'}
          </Button>
        </div>
      )}
      <p>
        <Link className="lx-more" to={pageUrl('verifyCertificate', { number })}>
          看看别人扫码会看到什么
        </Link>
      </p>
    </Card>
  )
}
