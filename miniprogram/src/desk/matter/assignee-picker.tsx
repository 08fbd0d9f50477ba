import { useId, useState } from 'react'
import { roleLabels, staffRoles, type Role } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { useLoaded } from '@/api/use-query'
import { cx } from '@/ui/class-names'
import { Field } from '@/ui/field'
import { Loading } from '@/ui/loading'
import { useLater } from '../parts/use-later'
import { orgLines, useOrgs, type OrgLine } from '../parts/use-orgs'

type Person = OutputOf<'people.list'>['items'][number]

interface AssigneePickerProps {
  orgId: string
  value: { id: string; name: string } | null
  onChange: (person: { id: string; name: string }) => void
}

const isStaff = (role: Role) => staffRoles.some((one) => one === role)

/**
 * The post by which a person may handle a matter of `orgId`: at the desk of that unit, of one below
 * it or of one above it (the server's own rule); undefined = may not.
 */
export function handlingPost(
  person: Person,
  orgId: string,
  lines: readonly OrgLine[],
): Person['posts'][number] | undefined {
  const above = lines.find((line) => line.id === orgId)?.above ?? []
  const fits = (id: string) =>
    id === orgId ||
    above.includes(id) ||
    lines.some((line) => line.id === id && line.above.includes(orgId))
  return person.posts.find((post) => isStaff(post.role) && fits(post.orgId))
}

/** People who work at a desk; the list has no endpoint for "any staff role", so one call a role. */
async function readStaff(q: string): Promise<Person[]> {
  const found = await Promise.all(
    staffRoles.map((role) =>
      api.call('people.list', { query: { role, limit: 100, ...(q ? { q } : {}) } }),
    ),
  )
  const people = found.flatMap(({ items }) => items)
  return [...new Map(people.map((person) => [person.id, person])).values()]
}

/** Who is to handle it. */
export function AssigneePicker({ orgId, value, onChange }: AssigneePickerProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const q = useLater(typed.trim())
  const people = useLoaded(`staff ${q}`, () => readStaff(q))
  const lines = orgLines(useOrgs().data?.items ?? [])
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
        {(staff) => {
          const fitting = staff
            .map((person) => ({ person, post: handlingPost(person, orgId, lines) }))
            .filter(({ post }) => post !== undefined)
          if (fitting.length === 0) return <p className="lx-muted">没有找到能经办的同志。</p>
          return (
            <div className="dk-assignee__list" role="radiogroup" aria-label="经办人">
              {fitting.map(({ person, post }) => (
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
              ))}
            </div>
          )
        }}
      </Loading>
    </div>
  )
}
