import { useState } from 'react'
import {
  fieldGroupLabels,
  fieldGroups,
  teamBaseLabels,
  teamBases,
  type TeamBase,
} from '@lianxin/shared'
import { useMe } from '@/api/session'
import { useQuery } from '@/api/use-query'
import { Button } from '@/ui/button'
import { Chips } from '@/ui/chips'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'

/** What teams are looked for by; empty = all. */
export interface Wanted {
  q: string
  base: TeamBase | ''
  field: string
}

const everyBase = [
  { key: '' as const, text: '全部' },
  ...teamBases.map((key) => ({ key, text: teamBaseLabels[key] })),
]

interface FieldsProps {
  value: string
  onPick: (key: string, name: string) => void
}

function Fields({ value, onPick }: FieldsProps) {
  const me = useMe()
  const fields = useQuery('teamFields.list', { query: me?.orgId ? { orgId: me.orgId } : {} })
  return (
    <Loading query={fields} cards={1}>
      {({ items }) => (
        <>
          {fieldGroups.map((group) => {
            const open = items.filter((field) => field.group === group && !field.off)
            if (open.length === 0) return null
            return (
              <div key={group} className="lx-apart">
                <p className="lx-muted">{fieldGroupLabels[group]}</p>
                <Chips
                  label={fieldGroupLabels[group]}
                  items={open.map(({ key, name }) => ({ key, text: name }))}
                  value={value}
                  onChange={(key) =>
                    onPick(key, open.find((field) => field.key === key)?.name ?? '')
                  }
                />
              </div>
            )
          })}
        </>
      )}
    </Loading>
  )
}

/** Looking for a team: by a word of its name, by what holds it together, by what it does. */
export function Find({ value, onChange }: { value: Wanted; onChange: (next: Wanted) => void }) {
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [fieldName, setFieldName] = useState('')
  const search = () => onChange({ ...value, q: typed.trim() })
  return (
    <>
      <Field
        id="teams-q"
        label="名字里的字"
        value={typed}
        maxLength={30}
        placeholder="例如：楼道"
        onChange={setTyped}
        onEnter={search}
      />
      <div className="lx-acts">
        <Button small kind="secondary" onClick={search}>
          找
        </Button>
        <Button small kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
          {value.field ? `方面：${fieldName}` : '按服务方面找'}
        </Button>
        {value.field ? (
          <Button small kind="quiet" onClick={() => onChange({ ...value, field: '' })}>
            不限方面
          </Button>
        ) : null}
      </div>
      {open ? (
        <Fields
          value={value.field}
          onPick={(field, name) => {
            setFieldName(name)
            setOpen(false)
            onChange({ ...value, field })
          }}
        />
      ) : null}
      <div className="lx-apart">
        <Chips
          label="怎么组的队"
          items={everyBase}
          value={value.base}
          onChange={(base) => onChange({ ...value, base })}
        />
      </div>
    </>
  )
}
