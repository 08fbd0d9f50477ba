import { useId, useState } from 'react'
import { shanghaiDay } from '@lianxin/shared'
import { useLoaded } from '@/api/use-query'
import { api } from '@/api/client'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { MomentField } from '../parts/choose'
import { OwnerChoice, useOwner } from '../parts/owner'
import { useUnits } from '../parts/use-orgs'

/** People, services and deeds of an organization between two days; each is a query. */
export function Numbers({ round }: { round: number }) {
  const id = useId()
  const today = shanghaiDay(new Date())
  const [from, setFrom] = useState(`${today.slice(0, 4)}-01-01`)
  const [to, setTo] = useState(today)
  const units = useUnits()
  const owner = useOwner(units)
  const orgId = owner.unit?.key ?? ''
  const numbers = useLoaded(orgId ? `numbers ${orgId} ${from} ${to} ${round}` : null, () =>
    api.call('skills.numbers', { query: { orgId, from, to } }),
  )
  return (
    <Card title="三个数">
      <OwnerChoice label="哪个单位的数" options={units} owner={owner} />
      <div className="dk-fields dk-gap">
        <MomentField id={`${id}-from`} label="从" kind="date" value={from} onChange={setFrom} />
        <MomentField
          id={`${id}-to`}
          label="到"
          kind="date"
          value={to}
          min={from}
          onChange={setTo}
        />
      </div>
      <Loading query={numbers} cards={1}>
        {({ people, services, deeds }) => (
          <>
            <p className="dk-burden__sum">
              现在找得到的能人 <strong>{people}</strong> 人
            </p>
            <p className="dk-burden__sum">
              志愿服务 <strong>{services}</strong> 人次
            </p>
            <p className="dk-burden__sum">
              办实事 <strong>{deeds}</strong> 件
            </p>
          </>
        )}
      </Loading>
    </Card>
  )
}
