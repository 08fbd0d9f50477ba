import { useId, useState } from 'react'
import { developmentStageLabels, partyClasses, partyClassLabels } from '@lianxin/shared'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'
import { usePages } from '@/api/use-pages'
import { pageUrl } from '@/lib/navigate'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Link } from '@/ui/link'
import { Loading } from '@/ui/loading'
import { MoreButton } from '@/ui/more-button'
import { EmptyState } from '@/ui/states'
import { Choose } from '../parts/choose'
import { DeskPage } from '../parts/desk-page'
import { useKeepsRoster } from '../parts/keeps-roster'
import { useBackInFront } from '../parts/use-in-front'
import { useLater } from '../parts/use-later'
import { useUnits } from '../parts/use-orgs'
import { ImportCard } from './import-card'
import { InviteCard } from './invite-card'
import { PastImports } from './past-imports'
import { useRosterImport } from './use-roster-import'

type Member = OutputOf<'members.list'>['items'][number]
type Filter = NonNullable<InputOf<'members.list'>['query']>

function Row({ member }: { member: Member }) {
  const { id, name, org, partyClass, stage, joinedOn, hasPhone } = member
  const words = [
    org?.name,
    partyClass && partyClassLabels[partyClass],
    stage && developmentStageLabels[stage],
    joinedOn && `${joinedOn} 入党`,
    !hasPhone && '没留手机号',
  ]
  return (
    <div className="dk-line">
      <span className="dk-line__words">
        <Link to={pageUrl('deskMember', { id })} className="dk-strong">
          {name}
        </Link>
        <span className="lx-muted">{words.filter(Boolean).join(' · ')}</span>
      </span>
    </div>
  )
}

const classes = [
  { key: '', text: '哪一类都要' },
  ...partyClasses.map((key) => ({ key, text: partyClassLabels[key] })),
  { key: 'none', text: '没填类别的' },
]

interface FilterProps {
  filter: Filter
  onChange: (filter: Filter) => void
}

function FilterBar({ filter, onChange }: FilterProps) {
  const id = useId()
  const units = useUnits()
  const chosen = classes.find(({ key }) => key === (filter.partyClass ?? ''))
  return (
    <>
      <Field
        id={`${id}-q`}
        label="找人"
        placeholder="姓名，或者首字母，如 wxl"
        value={filter.q ?? ''}
        maxLength={50}
        onChange={(q) => onChange({ ...filter, q })}
      />
      <div className="dk-fields dk-gap">
        <Choose
          label="党员类别"
          options={classes}
          value={chosen?.key ?? ''}
          onChange={(key) => {
            const partyClass = [...partyClasses, 'none' as const].find((each) => each === key)
            onChange({ ...filter, partyClass })
          }}
        />
        {units.length > 1 ? (
          <Choose
            label="单位"
            options={units}
            value={filter.orgId ?? units[0]?.key ?? ''}
            onChange={(orgId) => onChange({ ...filter, orgId })}
          />
        ) : null}
      </div>
    </>
  )
}

/** Members of what was chosen, a page at a time. */
function useMembers(filter: Filter) {
  const q = useLater(filter.q?.trim() ?? '')
  const { partyClass, orgId } = filter
  const wished = {
    ...(q ? { q } : {}),
    ...(partyClass ? { partyClass } : {}),
    ...(orgId ? { orgId } : {}),
  }
  return usePages(`members ${JSON.stringify(wished)}`, (cursor) =>
    api.call('members.list', {
      query: { ...wished, limit: 50, ...(cursor ? { cursor } : {}) },
    }),
  )
}

function List({ list, filtered }: { list: ReturnType<typeof useMembers>; filtered: boolean }) {
  return (
    <Loading query={list.first} cards={3}>
      {() =>
        list.items.length > 0 ? (
          <>
            <div className="dk-lines">
              {list.items.map((member) => (
                <Row key={member.id} member={member} />
              ))}
            </div>
            <MoreButton pages={list} />
          </>
        ) : filtered ? (
          <EmptyState title="没有找到" text="换个字，或者把上面的条件放宽些。" />
        ) : (
          <EmptyState title="名册还是空的" text="从 Excel 导入，一次就齐了。" />
        )
      }
    </Loading>
  )
}

/** The way in for those who keep the roster; others only look. */
function Imports({ onOver }: { onOver: () => void }) {
  const work = useRosterImport(onOver)
  const [open, setOpen] = useState(false)
  const shown = open || work.followed !== null
  return shown ? (
    <>
      <ImportCard work={work} />
      <PastImports work={work} />
    </>
  ) : (
    <div className="dk-gap">
      <Button kind="secondary" onClick={() => setOpen(true)}>
        从 Excel 导入
      </Button>
    </div>
  )
}

function Members() {
  const [filter, setFilter] = useState<Filter>({})
  const list = useMembers(filter)
  useBackInFront(list.first.reload)
  const keeps = useKeepsRoster()
  return (
    <div className="dk-sheet dk-sheet--list">
      <h1 className="lx-title">党员名册</h1>
      <p className="lx-subtitle">您管的支部里的党员，和正在入党路上的同志。</p>
      {keeps ? <Imports onOver={list.first.reload} /> : null}
      {keeps ? <InviteCard /> : null}
      <div className="dk-gap">
        <FilterBar filter={filter} onChange={setFilter} />
      </div>
      <List list={list} filtered={Object.values(filter).some(Boolean)} />
    </div>
  )
}

/** 党员名册: who is organized where, and how they come onto the roster from Excel. */
function DeskMembersPage() {
  return (
    <DeskPage title="党员名册" here="deskMembers" inner>
      <Members />
    </DeskPage>
  )
}

export default DeskMembersPage
