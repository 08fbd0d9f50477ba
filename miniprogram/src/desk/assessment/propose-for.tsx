import { useId, useState } from 'react'
import { api } from '@/api/client'
import { useMutation } from '@/api/use-mutation'
import { usePages } from '@/api/use-pages'
import { DeedForm } from '@/assessment/deed-form'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { useLater } from '../parts/use-later'

interface Person {
  id: string
  name: string
}

/** Some members that a few letters find. */
function Found({ q, onPick }: { q: string; onPick: (person: Person) => void }) {
  const list = usePages(`members ${q}`, () => api.call('members.list', { query: { q, limit: 8 } }))
  return (
    <Loading query={list.first} cards={1}>
      {() => (
        <>
          {list.items.length === 0 ? <p className="lx-muted">没有找到，换个字试试。</p> : null}
          <div className="dk-acts--row">
            {list.items.map(({ id, name, org }) => (
              <Button
                key={id}
                small
                kind="secondary"
                label={`${name}，${org?.name ?? ''}`}
                onClick={() => onPick({ id, name })}
              >
                {org ? `${name}（${org.name}）` : name}
              </Button>
            ))}
          </div>
        </>
      )}
    </Loading>
  )
}

/** A deed of somebody who would not report it themself: the secretary does. */
export function ProposeFor({ onDone }: { onDone: () => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const [person, setPerson] = useState<Person | null>(null)
  const q = useLater(typed.trim())
  const { run, busy, failure } = useMutation('deeds.propose')
  return (
    <DeedForm
      title="替一位党员报"
      ready={person !== null}
      busy={busy}
      failure={failure}
      onSend={async (deed) => {
        if (!person) return false
        const made = await run({ body: { personId: person.id, ...deed } })
        if (!made) return false
        setPerson(null)
        setTyped('')
        onDone()
        return true
      }}
    >
      {person ? (
        <div className="lx-row">
          <span className="dk-strong">{person.name}</span>
          <Button small kind="quiet" onClick={() => setPerson(null)}>
            换一位
          </Button>
        </div>
      ) : (
        <>
          <Field
            id={`${id}-who`}
            label="哪位党员"
            placeholder="姓名，或者首字母，如 wxl"
            value={typed}
            maxLength={50}
            onChange={setTyped}
          />
          {q === '' ? null : <Found key={q} q={q} onPick={setPerson} />}
        </>
      )}
    </DeedForm>
  )
}
