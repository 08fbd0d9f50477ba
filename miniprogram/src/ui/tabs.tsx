import { cx } from './class-names'

interface TabsProps<K extends string> {
  label: string
  items: readonly { key: K; text: string }[]
  value: K
  onChange: (key: K) => void
}

/** Views of one list, side by side. */
export function Tabs<K extends string>({ label, items, value, onChange }: TabsProps<K>) {
  return (
    <div className="lx-tabs" role="tablist" aria-label={label}>
      {items.map((item) => (
        <button
          key={item.key}
          type="button"
          role="tab"
          aria-selected={item.key === value}
          className={cx('lx-tabs__tab', item.key === value && 'lx-tabs__tab--on')}
          onClick={() => onChange(item.key)}
        >
          {item.text}
        </button>
      ))}
    </div>
  )
}
