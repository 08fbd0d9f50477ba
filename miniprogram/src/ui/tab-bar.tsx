import { useClientConfig } from '@/api/client-config'
import { pageUrl, type PageName } from '@/lib/navigate'
import { cx } from './class-names'
import { Icon } from './icon'
import { Link } from './link'
import { shownItems, tabItems, type NavItem } from './nav-items'

function Tab({ item, on }: { item: NavItem; on: boolean }) {
  return (
    <Link
      to={pageUrl(item.page)}
      current={on}
      className={cx('lx-tabbar__item', on && 'lx-tabbar__item--on')}
    >
      <Icon name={item.icon} />
      <span>{item.text}</span>
    </Link>
  )
}

/** The bar at the bottom of a phone: five places, and between them the thing to do. */
export function TabBar({ current }: { current: PageName }) {
  const items = shownItems(tabItems, useClientConfig().policyPages)
  const [left, right] = [items.slice(0, -2), items.slice(-2)]
  return (
    <nav className="lx-tabbar" aria-label="主要页面">
      {left.map((item) => (
        <Tab key={item.page} item={item} on={item.page === current} />
      ))}
      <Link to={pageUrl('say')} className="lx-tabbar__item lx-tabbar__say">
        <span className="lx-tabbar__say-disc">
          <Icon name="say" />
        </span>
        <span>说件事</span>
      </Link>
      {right.map((item) => (
        <Tab key={item.page} item={item} on={item.page === current} />
      ))}
    </nav>
  )
}
