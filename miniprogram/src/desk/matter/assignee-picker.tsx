import { useId, useState } from 'react'
import { roleLabels, staffRoles, type Role } from '@lianxin/shared'
import { useQuery } from '@/api/use-query'
import { cx } from '@/ui/class-names'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { useLater } from '../parts/use-later'

interface AssigneePickerProps {
  orgId: string
  value: { id: string; name: string } | null
  onChange: (person: { id: string; name: string }) => void
}

const isStaff = (role: Role) => staffRoles.some((one) => one === role)

/** Who is to handle it: people who work at the desk, of the matter's own unit and below. */
export function AssigneePicker({ orgId, value, onChange }: AssigneePickerProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const q = useLater(typed.trim())
  const people = useQuery('people.list', { query: { orgId, limit: 50, ...(q ? { q } : {}) } })
  return (
    <div className="dk-assignee">
      <Field
        id={id}
        label={value ? `交给：${value.name}` : '交给谁'}
        value={typed}
        maxLength={20}
        placeholder="写姓名找人"
        onChange={setTyped}
      />
      <Loading query={people} cards={1}>
        {({ items }) => {
          const staff = items.filter((person) => person.posts.some((post) => isStaff(post.role)))
          if (staff.length === 0) return <p className="lx-muted">没有找到能经办的同志。</p>
          return (
            <div className="dk-assignee__list" role="radiogroup" aria-label="经办人">
              {staff.map((person) => {
                const post = person.posts.find((one) => isStaff(one.role))
                return (
                  <button
                    key={person.id}
                    type="button"
                    role="radio"
                    aria-checked={person.id === value?.id}
                    className={cx('dk-pick', person.id === value?.id && 'dk-pick--on')}
                    onClick={() => onChange({ id: person.id, name: person.name })}
                  >
                    <span className="dk-strong">{person.name}</span>
                    <span className="lx-muted">
                      {post ? `${post.orgName} ${roleLabels[post.role]}` : ''}
                    </span>
                  </button>
                )
              })}
            </div>
          )
        }}
      </Loading>
    </div>
  )
}
