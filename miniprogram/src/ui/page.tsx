import Taro from '@tarojs/taro'
import { useEffect, type ReactNode } from 'react'
import { useClientConfig } from '@/api/client-config'
import { goBack, pageUrl, type PageName } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { textSizeClass, useTextSize } from '@/lib/text-size'
import { cx } from './class-names'
import { Icon } from './icon'
import { Link } from './link'
import { shownItems, topItems } from './nav-items'
import { TabBar } from './tab-bar'
import { TextSizeSwitch } from './text-size-switch'

interface PageProps {
  /** Title of the window, and of the page for readers. */
  title: string
  /** The page's place in the navigation. */
  here: PageName
  /** Where we are (community), beside the name on tab pages. */
  place?: string | undefined
  /** Shown on a tab: has the bar, no way back. */
  tab?: boolean
  /** At a desk: two columns instead of one column to read. */
  wide?: boolean
  children: ReactNode
}

function focusMain() {
  document.querySelector<HTMLElement>('.taro_page_show .lx-main, .lx-main')?.focus()
}

function TopNavigation({ here }: { here: PageName }) {
  const { policyPages } = useClientConfig()
  return (
    <nav className="lx-top__nav" aria-label="页面">
      {shownItems(topItems, policyPages).map((item) => (
        <Link
          key={item.page}
          to={pageUrl(item.page)}
          current={item.page === here}
          className={cx('lx-top__link', item.page === here && 'lx-top__link--on')}
        >
          {item.text}
        </Link>
      ))}
    </nav>
  )
}

/**
 * The frame of every public page: letter size, title, way back or tab bar, safe areas, and at
 * ≥ 1024 px a navigation on top with the content as a sheet in the middle.
 */
export function Page({ title, here, place, tab, wide, children }: PageProps) {
  const size = useTextSize()
  useEffect(() => {
    void Taro.setNavigationBarTitle({ title: isWeapp ? title : `${title} · 连心桥` })
  }, [title])
  return (
    <div className={cx('lx-page', tab && 'lx-page--tabbed', textSizeClass(size))}>
      {isWeapp ? null : (
        <button type="button" className="lx-skip" onClick={focusMain}>
          跳到正文
        </button>
      )}
      <header className="lx-top">
        <div className="lx-top__row">
          {tab || isWeapp ? null : (
            <button
              type="button"
              className="lx-plain lx-top__back"
              aria-label={`返回，离开${title}`}
              onClick={goBack}
            >
              <Icon name="back" />
              <span>{title}</span>
            </button>
          )}
          <Link
            to={pageUrl('home')}
            label="连心桥首页"
            className={cx('lx-top__brand', !tab && 'lx-wide-only')}
          >
            <span className="lx-mark">
              <Icon name="bridge" />
            </span>
            <span>连心桥</span>
            {place ? <span className="lx-top__place">{place}</span> : null}
          </Link>
          {isWeapp ? null : <TopNavigation here={here} />}
          {isWeapp && !tab ? <span /> : null}
          <TextSizeSwitch />
        </div>
      </header>
      <main className={cx('lx-main', wide && 'lx-main--wide')} tabIndex={isWeapp ? undefined : -1}>
        {children}
      </main>
      {tab ? <TabBar current={here} /> : null}
    </div>
  )
}
