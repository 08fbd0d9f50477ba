import { useId, useState } from 'react'
import {
  fieldGroupLabels,
  fieldGroups,
  MOST_FIELD_NAME,
  type FieldGroup,
  type TeamField,
} from '@lianxin/shared'
import { api } from '@/api/client'
import { useAttempt } from '@/api/use-attempt'
import { useQuery } from '@/api/use-query'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { toast } from '@/ui/feedback'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { useOrgs } from '../parts/use-orgs'

const groups = fieldGroups.map((key) => ({ key, text: fieldGroupLabels[key] }))

interface FormProps {
  orgId: string
  /** The one to change; none = a new one. */
  field?: TeamField
  onDone: () => void
}

function FieldForm({ orgId, field, onDone }: FormProps) {
  const id = useId()
  const [name, setName] = useState(field?.name ?? '')
  const [group, setGroup] = useState<FieldGroup>(field?.group ?? 'service')
  const { busy, problem, attempt } = useAttempt()
  const save = async (off: boolean, written: string) => {
    const body = { orgId, key: field?.key ?? null, group, name: written, off }
    if (!(await attempt(() => api.call('teamFields.set', { body })))) return
    toast('存好了')
    setName('')
    onDone()
  }
  const choose = (key: string) => setGroup(fieldGroups.find((each) => each === key) ?? group)
  return (
    <>
      <Field
        id={`${id}-name`}
        label={field ? `“${field.name}”改叫` : '加一个方面，叫'}
        value={name}
        maxLength={MOST_FIELD_NAME}
        onChange={setName}
      />
      {field ? null : <Choose label="归哪一类" options={groups} value={group} onChange={choose} />}
      {problem ? <Banner>{problem}</Banner> : null}
      <div className="dk-acts--row dk-gap">
        <Button
          small
          busy={busy}
          disabled={name.trim() === ''}
          onClick={() => void save(field?.off ?? false, name.trim())}
        >
          {field ? '改名' : '加上'}
        </Button>
        {field ? (
          <Button
            small
            kind="secondary"
            busy={busy}
            onClick={() => void save(!field.off, field.name)}
          >
            {field.off ? '启用' : '停用'}
          </Button>
        ) : null}
      </div>
    </>
  )
}

function List({ orgId }: { orgId: string }) {
  const fields = useQuery('teamFields.list', { query: { orgId } })
  const [chosen, setChosen] = useState('')
  const done = () => {
    setChosen('')
    fields.reload()
  }
  return (
    <Loading query={fields} cards={1}>
      {({ items }) => (
        <>
          {fieldGroups.map((group) => (
            <div key={group} className="dk-gap">
              <p className="lx-muted">{fieldGroupLabels[group]}</p>
              <div className="dk-acts--row">
                {items
                  .filter((field) => field.group === group)
                  .map((field) => (
                    <Button
                      key={field.key}
                      small
                      kind="quiet"
                      expanded={field.key === chosen}
                      onClick={() => setChosen(field.key === chosen ? '' : field.key)}
                    >
                      {field.off ? `${field.name}（停用）` : field.name}
                    </Button>
                  ))}
              </div>
              {items
                .filter((field) => field.group === group && field.key === chosen)
                .map((field) => (
                  <FieldForm key={field.key} orgId={orgId} field={field} onDone={done} />
                ))}
            </div>
          ))}
          <FieldForm orgId={orgId} onDone={done} />
        </>
      )}
    </Loading>
  )
}

/** The list of fields, for the top level: names, which are in use, and new ones. */
export function Fields() {
  const [open, setOpen] = useState(false)
  const top = useOrgs().data?.items.find(({ parentId }) => parentId === null)
  if (!top) return null
  return (
    <Card title="服务方面" aside={<Badge tone="plain">{`${top.name}用的`}</Badge>}>
      <p className="lx-muted">四十个方面，可以改名、停用、再加。停用以后，已经选了的队照旧。</p>
      <Button small kind="secondary" expanded={open} onClick={() => setOpen(!open)}>
        {open ? '收起' : '看一看，改一改'}
      </Button>
      {open ? <List orgId={top.id} /> : null}
    </Card>
  )
}
