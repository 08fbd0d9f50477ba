import { Choose } from '../parts/choose'
import { useUnits } from '../parts/use-orgs'
import { typed } from '@/ui/field'
import { Tabs } from '@/ui/tabs'
import { views, type Ledger } from './use-ledger'

export const searchId = 'dk-ledger-search'

/** Which matters: view, unit, words. */
export function FilterBar({ ledger }: { ledger: Ledger }) {
  const { filters, change } = ledger
  const options = [{ key: '', text: '全部单位' }, ...useUnits()]
  return (
    <div className="dk-filters">
      <Tabs
        label="看哪些"
        items={views}
        value={filters.view}
        onChange={(view) => change({ view })}
      />
      <div className="dk-filters__row">
        <input
          id={searchId}
          className="lx-input"
          type="text"
          value={filters.q}
          maxLength={50}
          placeholder="搜编号或内容"
          aria-label="搜编号或内容"
          onInput={(event) => change({ q: typed(event) })}
        />
        {options.length > 2 ? (
          <Choose
            label="单位"
            options={options}
            value={filters.orgId}
            onChange={(orgId) => change({ orgId })}
          />
        ) : null}
      </div>
    </div>
  )
}
