import { useState } from 'react'
import { sentenceOf } from '@/api/failure'
import type { Me } from '@/api/session'
import { useMutation } from '@/api/use-mutation'
import { daysOf, PeriodChoice, usePeriod } from '@/certificates/period-choice'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { toast } from '@/ui/feedback'
import { Banner } from '@/ui/states'

/** Asking for a certificate: for which time, and in whose name. */
export function AskForm({ me, onIssued }: { me: Me; onIssued: () => void }) {
  const [period, setPeriod] = usePeriod()
  const orgs = [...new Map(me.posts.map(({ orgId, orgName }) => [orgId, orgName]))]
  const [orgId, setOrgId] = useState(orgs[0]?.[0] ?? '')
  const { run, busy, failure } = useMutation('me.askCertificate')

  const days = daysOf(period)

  async function send() {
    const chosen = orgs.length > 1 ? { orgId } : {}
    if (!(await run({ body: { ...days, ...chosen } }))) return
    toast('开好了，在下面')
    onIssued()
  }
  return (
    <Card title="开一份">
      <PeriodChoice value={period} onChange={setPeriod} />
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
        <Button wide busy={busy} disabled={days === null} onClick={() => void send()}>
          开证明
        </Button>
      </div>
    </Card>
  )
}
