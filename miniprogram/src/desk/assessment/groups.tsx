import { useState } from 'react'
import { ASSESSORS_NEEDED, MOST_ASSESSORS } from '@lianxin/shared'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { usePages } from '@/api/use-pages'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Check } from '@/ui/check'
import { toast } from '@/ui/feedback'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'

function Members({ orgId, onDone }: { orgId: string; onDone: () => void }) {
  const [picked, setPicked] = useState<readonly string[]>([])
  const { busy, problem, attempt } = useAttempt()
  const list = usePages(`members ${orgId}`, (cursor) =>
    api.call('people.list', {
      query: { orgId, role: 'member', limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )
  const turn = (id: string, on: boolean) =>
    setPicked(on ? [...picked, id] : picked.filter((each) => each !== id))
  const save = async () => {
    const body = { personIds: [...picked] }
    const done = await attempt(() =>
      api.call('assessmentGroups.set', { params: { id: orgId }, body }),
    )
    if (!done) return
    toast('小组定了')
    onDone()
  }
  return (
    <Loading query={list.first} cards={1}>
      {() => (
        <>
          {list.items.length === 0 ? <p className="lx-muted">这里还没有党员。</p> : null}
          {list.items.map(({ id, name }) => (
            <Check
              key={id}
              label={name}
              checked={picked.includes(id)}
              onChange={(on) => turn(id, on)}
            />
          ))}
          <MoreButton pages={list} />
          {problem ? <Banner>{problem}</Banner> : null}
          <Button
            busy={busy}
            disabled={picked.length < ASSESSORS_NEEDED || picked.length > MOST_ASSESSORS}
            onClick={() => void save()}
          >
            {`就这 ${picked.length} 位`}
          </Button>
        </>
      )}
    </Loading>
  )
}

/** Who assesses: the groups there are, and naming one. */
export function Groups() {
  const orgs = useQuery('orgs.list', {})
  const [orgId, setOrgId] = useState('')
  const list = usePages('assessment groups', (cursor) =>
    api.call('assessmentGroups.list', { query: { limit: 50, ...(cursor ? { cursor } : {}) } }),
  )
  const done = () => {
    setOrgId('')
    list.first.reload()
  }
  const options = (orgs.data?.items ?? []).map(({ id, name }) => ({ key: id, text: name }))
  return (
    <Card title="考评小组">
      <p className="lx-muted">至少两位，最好三位：评到小组自己人时，本人不能评。</p>
      <Loading query={list.first} cards={1}>
        {() => (
          <>
            {list.items.length === 0 ? (
              <p className="lx-muted">还没有小组，先选一个支部。</p>
            ) : null}
            {list.items.map(({ id, orgName, assessors }) => (
              <p key={id}>{`${orgName}：${assessors.map(({ name }) => name).join('、')}`}</p>
            ))}
            <MoreButton pages={list} />
          </>
        )}
      </Loading>
      <Choose
        label="给哪个支部定小组"
        options={[{ key: '', text: '选一个支部来定（重定就换掉原来的）' }, ...options]}
        value={orgId}
        onChange={setOrgId}
      />
      {orgId ? <Members key={orgId} orgId={orgId} onDone={done} /> : null}
    </Card>
  )
}
