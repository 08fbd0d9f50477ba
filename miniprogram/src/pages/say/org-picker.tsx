import { Popup } from '@nutui/nutui-react-taro'
import { useState } from 'react'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'

interface Org {
  id: string
  name: string
}

function Choices({ words, onPick }: { words: string; onPick: (org: Org) => void }) {
  const q = words.trim()
  const found = useQuery('orgs.publicList', { query: { limit: 30, ...(q ? { q } : {}) } })
  return (
    <Loading query={found} cards={1}>
      {({ items, nextCursor }) => (
        <div className="lx-rows">
          {items.map((org) => (
            <button
              key={org.id}
              type="button"
              className="lx-plain lx-line"
              onClick={() => onPick({ id: org.id, name: org.name })}
            >
              <span className="lx-line__text">
                {org.name}
                {org.parentName ? <span className="lx-line__note">{org.parentName}</span> : null}
              </span>
            </button>
          ))}
          {items.length === 0 ? (
            <div className="lx-muted">没有找到，换个字试试，比如小区或街道的名字。</div>
          ) : null}
          {nextCursor ? <div className="lx-muted">还有很多，写几个字找得快。</div> : null}
        </div>
      )}
    </Loading>
  )
}

interface OrgPickerProps {
  org: Org | null
  error?: string | undefined
  onPick: (org: Org) => void
}

/** Which community it concerns: chosen once, remembered on the device. */
export function OrgPicker({ org, error, onPick }: OrgPickerProps) {
  const [open, setOpen] = useState(false)
  const [words, setWords] = useState('')
  return (
    <div className="lx-field" role="group" aria-label="社区">
      <span className="lx-field__label">您在哪个社区？</span>
      <div className="lx-pair">
        {org ? <span className="lx-picked">{org.name}</span> : null}
        <Button kind={org ? 'quiet' : 'secondary'} small onClick={() => setOpen(true)}>
          {org ? '换一个' : '选社区'}
        </Button>
      </div>
      {error ? (
        <span className="lx-field__error" role="alert">
          {error}
        </span>
      ) : null}
      <Popup
        visible={open}
        position="bottom"
        round
        closeable
        title="您在哪个社区？"
        onClose={() => setOpen(false)}
      >
        <div className="lx-sheet">
          <Field
            id="org-words"
            label="写几个字找"
            value={words}
            onChange={setWords}
            maxLength={20}
          />
          {open ? (
            <Choices
              words={words}
              onPick={(picked) => {
                onPick(picked)
                setOpen(false)
              }}
            />
          ) : null}
        </div>
      </Popup>
    </div>
  )
}
