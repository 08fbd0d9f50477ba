import { useState } from 'react'
import { cx } from '@/ui/class-names'
import { Loading } from '@/ui/loading'
import { GroupCount } from '../parts/group-count'
import { orgLines, useOrgs, type OrgLine } from '../parts/use-orgs'

interface AudienceTreeProps {
  value: readonly string[]
  onChange: (orgIds: string[]) => void
}

/** Chosen ids after a tap: what lies under a newly chosen unit is in it and need not be listed. */
export function toggleOrg(
  lines: readonly OrgLine[],
  value: readonly string[],
  id: string,
): string[] {
  if (value.includes(id)) return value.filter((one) => one !== id)
  const below = new Set(lines.filter((line) => line.above.includes(id)).map((line) => line.id))
  return [...value.filter((one) => !below.has(one)), id]
}

/** Lines to show: roots, and whatever lies under an opened unit. */
function shownLines(lines: readonly OrgLine[], open: ReadonlySet<string>): OrgLine[] {
  return lines.filter((line) => line.above.every((id) => open.has(id)))
}

interface NodeProps {
  line: OrgLine
  checked: boolean
  inherited: boolean
  open: boolean | null
  onToggle: () => void
  onOpen: () => void
}

function Node({ line, checked, inherited, open, onToggle, onOpen }: NodeProps) {
  return (
    <div className="dk-node" style={{ paddingLeft: `${line.depth * 22}px` }}>
      {open === null ? (
        <span className="dk-node__fold" />
      ) : (
        <button
          type="button"
          className="lx-plain dk-node__fold"
          aria-expanded={open}
          aria-label={`${open ? '收起' : '展开'}${line.name}`}
          onClick={onOpen}
        >
          {open ? '▾' : '▸'}
        </button>
      )}
      <button
        type="button"
        role="checkbox"
        aria-checked={checked || inherited}
        aria-disabled={inherited}
        className={cx('lx-check dk-node__check', (checked || inherited) && 'lx-check--on')}
        onClick={inherited ? undefined : onToggle}
      >
        <span className="lx-check__box" aria-hidden="true">
          ✓
        </span>
        <span>
          {line.name}
          {inherited ? <span className="lx-muted">（随上级）</span> : null}
        </span>
      </button>
    </div>
  )
}

/** Who gets it: units with everything below them, and how many groups that is. */
export function AudienceTree({ value, onChange }: AudienceTreeProps) {
  const orgs = useOrgs()
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  return (
    <section className="lx-card" aria-label="发到哪里">
      <h2 className="lx-card__title">发到哪里</h2>
      <Loading query={orgs} cards={1}>
        {({ items }) => {
          const lines = orgLines(items)
          const parents = new Set(lines.map((line) => line.above[0]).filter(Boolean))
          const holdsChosen = (id: string) =>
            lines.some((line) => line.above.includes(id) && value.includes(line.id))
          const opened = new Set(
            lines
              .filter((line) => {
                const byItself = line.depth < 1 || holdsChosen(line.id)
                return toggled.has(line.id) ? !byItself : byItself
              })
              .map((line) => line.id),
          )
          return (
            <div role="group" aria-label="单位" className="dk-tree">
              {shownLines(lines, opened).map((line) => (
                <Node
                  key={line.id}
                  line={line}
                  checked={value.includes(line.id)}
                  inherited={line.above.some((id) => value.includes(id))}
                  open={parents.has(line.id) ? opened.has(line.id) : null}
                  onToggle={() => onChange(toggleOrg(lines, value, line.id))}
                  onOpen={() =>
                    setToggled((old) => {
                      const next = new Set(old)
                      if (!next.delete(line.id)) next.add(line.id)
                      return next
                    })
                  }
                />
              ))}
            </div>
          )
        }}
      </Loading>
      <GroupCount orgIds={value} />
    </section>
  )
}
