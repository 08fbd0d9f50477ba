import { hoursWords } from '@lianxin/shared'
import { useQuery } from '@/api/use-query'
import { Card } from '@/ui/card'
import { Loading } from '@/ui/loading'
import { ExportButton } from '../parts/export-button'
import { fetchHours } from '../parts/transfer'

/** This year's figures of one's own organization: people, attendances and hours side by side. */
export function Report() {
  const query = useQuery('hours.report', { query: {} })
  return (
    <Loading query={query}>
      {({ org, from, to, people, attendances, minutes, added, units }) => (
        <>
          <Card title={org.name} aside={`${from} 至 ${to}`}>
            <p className="lx-strong">{`${people} 人，${attendances} 人次，${hoursWords(minutes)}`}</p>
            {added > 0 ? <p className="lx-muted">{`其中补录 ${hoursWords(added)}`}</p> : null}
            <p className="lx-muted">双报到的人在两边都列出，合计只算一次。</p>
            <ExportButton fetch={() => fetchHours(org.name)} />
          </Card>
          {units.map((unit) => (
            <Card key={unit.org.id} title={unit.org.name}>
              <p>{`${unit.people} 人，${unit.attendances} 人次，${hoursWords(unit.minutes)}`}</p>
            </Card>
          ))}
        </>
      )}
    </Loading>
  )
}
