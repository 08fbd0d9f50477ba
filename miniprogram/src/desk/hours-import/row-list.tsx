import { useState } from 'react'
import type { HourRowOutcome } from '@lianxin/shared'
import { Button } from '@/ui/button'
import { Tabs } from '@/ui/tabs'
import type { HourRows } from './use-hours-import'

/** Rows that are shown at first, and with each tap more. */
const AT_ONCE = 50

/** What matters most comes first. */
const order = ['refused', 'added', 'known'] as const satisfies readonly HourRowOutcome[]

interface RowListProps {
  rows: HourRows
  /** What each outcome is called here. */
  labels: Record<HourRowOutcome, string>
}

/** Row by row what becomes of a sheet, by outcome; what has no rows is left out. */
export function RowList({ rows, labels }: RowListProps) {
  const items = order
    .filter((key) => rows[key] > 0)
    .map((key) => ({ key, text: `${labels[key]} ${rows[key]} 行` }))
  const [view, setView] = useState<HourRowOutcome | null>(null)
  const [shown, setShown] = useState(AT_ONCE)
  const value = view ?? items[0]?.key
  if (!value) return null
  const within = rows.rows.filter(({ outcome }) => outcome === value)
  const choose = (key: HourRowOutcome) => {
    setView(key)
    setShown(AT_ONCE)
  }
  return (
    <>
      <Tabs label="看哪些行" items={items} value={value} onChange={choose} />
      <ul className="dk-notes">
        {within.slice(0, shown).map(({ row, name, words }) => (
          <li key={row}>{`第 ${row} 行　${name === '' ? '' : `${name}　`}${words}`}</li>
        ))}
      </ul>
      {within.length > shown ? (
        <Button small kind="quiet" onClick={() => setShown(shown + AT_ONCE)}>
          {`再看几行，还有 ${within.length - shown} 行`}
        </Button>
      ) : null}
    </>
  )
}
