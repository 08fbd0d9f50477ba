import { useRouter } from '@tarojs/taro'
import { useState } from 'react'
import { certificateLabels } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { namelessApi } from '@/api/client'
import { sentenceOf } from '@/api/failure'
import { useLoaded } from '@/api/use-query'
import { dayWithYear } from '@/lib/dates'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Field } from '@/ui/field'
import { Page } from '@/ui/page'
import { Banner, Skeleton } from '@/ui/states'
import { certificateTones, figureWords, periodWords } from '@/certificates/words'

type Found = OutputOf<'certificates.publicLookup'>

/** What to make of it, in a sentence. */
const verdicts: Record<Found['state'], string> = {
  valid: '这份证明是真的，上面的时长和现在的记录一样。',
  corrected: '这份证明是真的，但时长后来有更正，请以现在的为准。',
  revoked: '这份证明已经作废，不要再用。',
  closed: '本人已注销账号，这份证明不再能查验。',
}

function Verdict({ found }: { found: Found }) {
  const { number, state, issuedOn, says, now } = found
  return (
    <Card
      title={says?.name ?? '查到了'}
      aside={<Badge tone={certificateTones[state]}>{certificateLabels[state]}</Badge>}
    >
      <p className="lx-strong">{verdicts[state]}</p>
      {says ? (
        <>
          <p>{`${periodWords(says)}，参加志愿服务。`}</p>
          <p>{`证明上：${figureWords(says)}`}</p>
          {now ? <p className="lx-strong">{`现在：${figureWords(now)}`}</p> : null}
          {says.stars > 0 ? <p>{`志愿者星级：${says.stars} 星`}</p> : null}
          <p className="lx-muted">{`${says.issuer}出具`}</p>
        </>
      ) : null}
      <p className="lx-muted">{`${dayWithYear(issuedOn)}开具，编号 ${number}`}</p>
    </Card>
  )
}

/** Anybody sees whether a certificate is true: by its code, which brings the number, or by typing it. */
function VerifyPage() {
  const { number: given = '' } = useRouter().params
  const [typedNumber, setTypedNumber] = useState(given)
  const [asked, setAsked] = useState(given)
  const query = useLoaded(asked === '' ? null : asked, () =>
    namelessApi.call('certificates.publicLookup', { body: { number: asked } }),
  )
  const { data, failure, waiting, reload } = query
  const look = () => {
    const number = typedNumber.trim()
    if (number === asked) reload()
    else setAsked(number)
  }
  return (
    <Page title="查验服务证明" here="volunteer">
      <h1 className="lx-title">查验服务证明</h1>
      <p className="lx-subtitle">扫证明上的码，或者输编号。只看得到姓，看不到电话。</p>
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      {data ? <Verdict found={data} /> : null}
      {waiting === 'skeleton' || waiting === 'slow' ? (
        <Skeleton cards={1} slow={waiting === 'slow'} />
      ) : null}
      <Card title="输编号查">
        <Field
          id="certificate-number"
          label="证明编号"
          value={typedNumber}
          maxLength={40}
          placeholder="ZY-2026-000017-K7M4-9QXD"
          onChange={setTypedNumber}
          onEnter={look}
        />
        <div className="lx-acts">
          <Button wide disabled={typedNumber.trim().length < 4} onClick={look}>
            查一查
          </Button>
        </div>
      </Card>
    </Page>
  )
}

export default VerifyPage
