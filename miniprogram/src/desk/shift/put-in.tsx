import { useId, useState } from 'react'
import { roleLabels } from '@lianxin/shared'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { useLater } from '../parts/use-later'

const FEW = 10

/** Signs somebody up who asked by voice or stands at the door. */
export function PutIn({ shiftId, onPut }: { shiftId: string; onPut: () => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const q = useLater(typed.trim())
  const people = useQuery('people.list', q === '' ? null : { query: { q, limit: FEW } })
  const { busy, problem, attempt } = useAttempt()
  const put = async (personId: string, name: string) => {
    const done = await attempt(() =>
      api.call('events.putPerson', { params: { id: shiftId }, body: { personId } }),
    )
    if (!done) return
    toast(`${name}加进来了`)
    setTyped('')
    onPut()
  }
  return (
    <div className="dk-gap">
      <Field
        id={id}
        label="加一个人"
        value={typed}
        maxLength={20}
        placeholder="写姓名"
        hint="名额满了也能加"
        onChange={setTyped}
      />
      {problem ? <Banner>{problem}</Banner> : null}
      {q === '' ? null : (
        <Loading query={people} cards={1}>
          {({ items }) => (
            <div role="status">
              {items.length === 0 ? (
                <p className="lx-muted">名册里没有找到，请看看姓名写对没有。</p>
              ) : null}
              {items.map(({ id: personId, name, posts: [post] }) => (
                <div key={personId} className="dk-line">
                  <span className="dk-line__words">
                    <span className="dk-strong">{name}</span>
                    {post ? (
                      <span className="lx-muted">{`${post.orgName} ${roleLabels[post.role]}`}</span>
                    ) : null}
                  </span>
                  <Button
                    small
                    kind="secondary"
                    disabled={busy}
                    label={`加进来：${name}`}
                    onClick={() => void put(personId, name)}
                  >
                    加进来
                  </Button>
                </div>
              ))}
            </div>
          )}
        </Loading>
      )}
    </div>
  )
}
