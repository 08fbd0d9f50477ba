import { useId, useState } from 'react'
import { certificateLabels } from '@lianxin/shared'
import { addressOf } from '@lianxin/shared/client'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { fetchFile } from '@/api/fetch-file'
import { useAttempt } from '@/api/use-attempt'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { daysOf, PeriodChoice, usePeriod } from '@/certificates/period-choice'
import { certificateTones, figureWords, periodWords } from '@/certificates/words'
import { dayWithYear } from '@/lib/dates'
import { isWeapp } from '@/lib/platform'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'

type Certificate = OutputOf<'certificates.list'>['items'][number]

interface LineProps {
  certificate: Certificate
  onChanged: () => void
}

interface TakeBackProps extends LineProps {
  onClose: () => void
}

/** Taking a paper back: its number is answered with 作废 from then on, hours stay as they are. */
function TakeBack({ certificate: { id }, onChanged, onClose }: TakeBackProps) {
  const fieldId = useId()
  const [reason, setReason] = useState('')
  const { run, busy, failure } = useMutation('certificates.revoke')
  const send = async () => {
    if (!(await run({ params: { id }, body: { reason: reason.trim() } }))) return
    toast('作废了')
    onChanged()
  }
  return (
    <div className="dk-gap">
      <Field
        id={fieldId}
        label="为什么作废（本人看得到）"
        hint="只作废这张纸，时长一分钟不变。作废了不能恢复，可以重新开。"
        value={reason}
        maxLength={100}
        placeholder="比如：开错了时间，重新开过"
        error={failure?.fields.reason}
        onChange={setReason}
      />
      {failure && !failure.fields.reason ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button small busy={busy} disabled={reason.trim() === ''} onClick={() => void send()}>
          作废这一份
        </Button>
        <Button small kind="quiet" onClick={onClose}>
          先不作废
        </Button>
      </div>
    </div>
  )
}

function Line({ certificate, onChanged }: LineProps) {
  const { id, number, name, issuedOn, state, now, revoked } = certificate
  const [open, setOpen] = useState(false)
  const { busy, problem, attempt } = useAttempt()
  const fetchPaper = () =>
    fetchFile(
      addressOf('certificates.file', { params: { id } }).path,
      `${name}-志愿服务证明-${issuedOn}.pdf`,
    )
  return (
    <div className="dk-gap">
      <p className="dk-strong">
        {`${periodWords(certificate)}，${figureWords(certificate)} `}
        <Badge tone={certificateTones[state]}>{certificateLabels[state]}</Badge>
      </p>
      {now ? <p>{`后来有更正，现在是 ${figureWords(now)}。要用的话请重新开一份。`}</p> : null}
      {revoked ? <p>{`${dayWithYear(revoked.on)}作废：${revoked.reason}`}</p> : null}
      <p className="lx-muted">{`编号 ${number}，${dayWithYear(issuedOn)}开`}</p>
      {problem ? <Banner>{problem}</Banner> : null}
      {revoked ? null : (
        <div className="dk-acts--row">
          <Button
            small
            kind="secondary"
            busy={busy}
            label={`${isWeapp ? '打开' : '下载'} ${number}`}
            onClick={() => void attempt(fetchPaper)}
          >
            {isWeapp ? '打开' : '下载打印'}
          </Button>
          {open ? null : (
            <Button small kind="quiet" label={`作废 ${number}`} onClick={() => setOpen(true)}>
              作废
            </Button>
          )}
        </div>
      )}
      {open && !revoked ? (
        <TakeBack {...{ certificate, onChanged }} onClose={() => setOpen(false)} />
      ) : null}
    </div>
  )
}

/** 志愿服务证明 for somebody who has no phone, or not with them: made out, printed, taken back. */
export function Certificates({ id }: { id: string }) {
  const [period, setPeriod] = usePeriod()
  const issue = useMutation('certificates.issue')
  const list = usePages(`certificates ${id}`, (cursor) =>
    api.call('certificates.list', {
      params: { id },
      query: { limit: 5, ...(cursor === undefined ? {} : { cursor }) },
    }),
  )
  const days = daysOf(period)
  const send = async () => {
    if (!days || !(await issue.run({ params: { id }, body: days }))) return
    toast('开好了，在下面')
    list.first.reload()
  }
  return (
    <Card title="志愿服务证明">
      <p className="lx-muted">替没带手机的同志开。只算确认过的时长。</p>
      <div className="dk-gap">
        <PeriodChoice value={period} onChange={setPeriod} />
      </div>
      {issue.failure ? <Banner>{sentenceOf(issue.failure)}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          kind="secondary"
          busy={issue.busy}
          disabled={days === null}
          onClick={() => void send()}
        >
          开证明
        </Button>
      </div>
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.map((certificate) => (
              <Line key={certificate.id} certificate={certificate} onChanged={list.first.reload} />
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
    </Card>
  )
}
