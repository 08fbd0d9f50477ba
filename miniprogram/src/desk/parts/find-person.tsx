import { useId, useState } from 'react'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { useLater } from './use-later'

/** Somebody who was picked. */
export interface Picked {
  id: string
  name: string
}

function Found({ q, onPick }: { q: string; onPick: (person: Picked) => void }) {
  const list = usePages(`people ${q}`, () => api.call('people.list', { query: { q, limit: 8 } }))
  return (
    <Loading query={list.first} cards={1}>
      {() => (
        <>
          {list.items.length === 0 ? <p className="lx-muted">没有找到，换个字试试。</p> : null}
          <div className="dk-acts--row">
            {list.items.map(({ id, name, posts }) => {
              const place = posts[0]?.orgName ?? ''
              return (
                <Button
                  key={id}
                  small
                  kind="secondary"
                  label={`选${name}，${place}`}
                  onClick={() => onPick({ id, name })}
                >
                  {place ? `${name}（${place}）` : name}
                </Button>
              )
            })}
          </div>
        </>
      )}
    </Loading>
  )
}

/** Finding somebody of the caller's subtree by some letters of the name. */
export function FindPerson({ label, onPick }: { label: string; onPick: (person: Picked) => void }) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const q = useLater(typed.trim())
  const pick = (person: Picked) => {
    setTyped('')
    onPick(person)
  }
  return (
    <>
      <Field
        id={id}
        label={label}
        value={typed}
        maxLength={20}
        placeholder="写姓名找人"
        onChange={setTyped}
      />
      {q === '' || typed === '' ? null : <Found key={q} q={q} onPick={pick} />}
    </>
  )
}
