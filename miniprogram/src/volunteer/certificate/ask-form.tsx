import { useId, useState } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import { sentenceOf } from '@/api/failure'
import type { Me } from '@/api/session'
import { useMutation } from '@/api/use-mutation'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Banner } from '@/ui/states'

const DAY = /^20\d\d-\d\d-\d\d$/u
const periods = [
  { key: 'all', text: '到今天为止' },
  { key: 'year', text: '今年' },
  { key: 'last', text: '去年' },
  { key: 'own', text: '自己定' },
] as const
type Period = (typeof periods)[number]['key']

const yearOf = (year: number) => ({ from: `${year}-01-01`, to: `${year}-12-31` })

/** Asking for a certificate: for which time, and in whose name. */
export function AskForm({ me, onIssued }: { me: Me; onIssued: () => void }) {
  const id = useId()
  const [period, setPeriod] = useState<Period>('all')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const orgs = [...new Map(me.posts.map(({ orgId, orgName }) => [orgId, orgName]))]
  const [orgId, setOrgId] = useState(orgs[0]?.[0] ?? '')
  const { run, busy, failure } = useMutation('me.askCertificate')

  const year = Number(shanghaiDay(new Date()).slice(0, 4))
  const asked = {
    all: {},
    year: yearOf(year),
    last: yearOf(year - 1),
    own: { from: from.trim(), to: to.trim() },
  }[period]
  const isReady = period !== 'own' || (DAY.test(from.trim()) && DAY.test(to.trim()))

  async function send() {
    const chosen = orgs.length > 1 ? { orgId } : {}
    if (!(await run({ body: { ...asked, ...chosen } }))) return
    toast('开好了，在下面')
    onIssued()
  }
  return (
    <Card title="开一份">
      <Chips label="哪段时间" items={periods} value={period} onChange={setPeriod} />
      {period === 'own' ? (
        <>
          <Field
            id={`${id}-from`}
            label="从哪天"
            value={from}
            maxLength={10}
            placeholder={`${year}-03-01`}
            onChange={setFrom}
          />
          <Field
            id={`${id}-to`}
            label="到哪天"
            value={to}
            maxLength={10}
            placeholder={`${year}-08-31`}
            onChange={setTo}
          />
        </>
      ) : null}
      {orgs.length > 1 ? (
        <div className="lx-apart">
          <Chips
            label="用哪个单位的名义"
            items={orgs.map(([key, text]) => ({ key, text }))}
            value={orgId}
            onChange={setOrgId}
          />
        </div>
      ) : null}
      {failure ? <Banner>{sentenceOf(failure)}</Banner> : null}
      <div className="lx-acts">
        <Button wide busy={busy} disabled={!isReady} onClick={() => void send()}>
          开证明
        </Button>
      </div>
    </Card>
  )
}
