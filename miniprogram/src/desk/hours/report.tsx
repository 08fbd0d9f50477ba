import { useState } from 'react'
import { hoursWords } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { serverNow } from '@/api/server-time'
import { useQuery } from '@/api/use-query'
import { Card } from '@/ui/card'
import { Chips } from '@/ui/chips'
import { Loading } from '@/ui/loading'
import { Banner } from '@/ui/states'
import { Choose } from '../parts/choose'
import { ExportButton } from '../parts/export-button'
import { fetchHours } from '../parts/transfer'
import {
  monthOptions,
  periodChoices,
  periodOf,
  periodWords,
  type Period,
  type PeriodKey,
} from './periods'

type Figures = OutputOf<'hours.report'>
type Team = NonNullable<Figures['team']>

const everything = { key: '', text: '所有队伍' }

/** 3 人，5 人次，12 小时: none stands for another. */
function sumWords({ people, attendances, minutes }: Omit<Figures['teams'][number], 'team'>) {
  return `${people} 人，${attendances} 人次，${hoursWords(minutes)}`
}

interface FreeMonthsProps {
  period: Period
  onChange: (period: Period) => void
}

function FreeMonths({ period, onChange }: FreeMonthsProps) {
  const options = monthOptions(new Date(serverNow()))
  const change = (part: Partial<Period>) => onChange({ ...period, ...part })
  return (
    <div className="dk-acts--row dk-gap">
      <Choose
        label="从哪个月"
        options={options}
        value={period.from}
        onChange={(from) => change({ from })}
      />
      <span>至</span>
      <Choose
        label="到哪个月"
        options={options}
        value={period.to}
        onChange={(to) => change({ to })}
      />
    </div>
  )
}

interface TeamChoiceProps {
  figures: Figures
  team: Team | null
  onChange: (team: Team | null) => void
}

/** Teams with hours in these months, and the one that is chosen even if it has none. */
function TeamChoice({ figures, team, onChange }: TeamChoiceProps) {
  const found = figures.teams.map((each) => each.team)
  const all = team && !found.some(({ id }) => id === team.id) ? [team, ...found] : found
  if (all.length === 0) return null
  return (
    <div className="dk-gap">
      <Choose
        label="看哪支队"
        options={[everything, ...all.map(({ id, name }) => ({ key: id, text: name }))]}
        value={team?.id ?? ''}
        onChange={(key) => onChange(all.find(({ id }) => id === key) ?? null)}
      />
    </div>
  )
}

function Numbers({ figures }: { figures: Figures }) {
  const { org, team, from, to, added, units, teams } = figures
  const query = { from, to, ...(team ? { teamId: team.id } : {}) }
  const fileName = [org.name, team?.name, '志愿服务', `${from}至${to}`].filter(Boolean).join('-')
  return (
    <>
      <Card title={team?.name ?? org.name} aside={periodWords(figures)}>
        <p className="lx-strong">{sumWords(figures)}</p>
        {added > 0 ? <p className="lx-muted">{`其中补录 ${hoursWords(added)}`}</p> : null}
        <p className="lx-muted">
          {team
            ? `${org.name}的人参加这支队组织的服务。`
            : '双报到的人在两边都列出，合计只算一次。'}
        </p>
        <div className="dk-acts--row dk-gap">
          <ExportButton fetch={() => fetchHours(query, `${fileName}.xlsx`)} />
        </div>
      </Card>
      {units.length > 0 ? (
        <Card title="各单位">
          {units.map((unit) => (
            <div key={unit.org.id} className="dk-line">
              <span className="dk-strong">{unit.org.name}</span>
              <span>{sumWords(unit)}</span>
            </div>
          ))}
        </Card>
      ) : null}
      {team === null && teams.length > 0 ? (
        <Card title="各队组织的">
          {teams.map((each) => (
            <div key={each.team.id} className="dk-line">
              <span className="dk-strong">{each.team.name}</span>
              <span>{sumWords(each)}</span>
            </div>
          ))}
        </Card>
      ) : null}
    </>
  )
}

/** Figures of one's own organization for some months, of everybody or of a team; Excel follows. */
export function Report() {
  const [key, setKey] = useState<PeriodKey>('year')
  const [period, setPeriod] = useState(() => periodOf('year', new Date(serverNow())))
  const [team, setTeam] = useState<Team | null>(null)
  const isTurned = period.from > period.to
  const query = useQuery(
    'hours.report',
    isTurned ? null : { query: { ...period, ...(team ? { teamId: team.id } : {}) } },
  )
  const choose = (chosen: PeriodKey) => {
    setKey(chosen)
    if (chosen !== 'free') setPeriod(periodOf(chosen, new Date(serverNow())))
  }
  return (
    <>
      <div className="dk-gap">
        <Chips label="看哪段时间" items={periodChoices} value={key} onChange={choose} />
      </div>
      {key === 'free' ? <FreeMonths period={period} onChange={setPeriod} /> : null}
      {isTurned ? (
        <Banner>开始的月份不能在结束的后面，请换一下。</Banner>
      ) : (
        <Loading query={query}>
          {(figures) => (
            <>
              <TeamChoice figures={figures} team={team} onChange={setTeam} />
              <Numbers figures={figures} />
            </>
          )}
        </Loading>
      )}
    </>
  )
}
