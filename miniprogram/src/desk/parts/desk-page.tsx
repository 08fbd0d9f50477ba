import Taro from '@tarojs/taro'
import { useEffect, type ReactNode } from 'react'
import { useMe } from '@/api/session'
import { go, goBack, pageUrl, type PageName } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { textSizeClass, useTextSize } from '@/lib/text-size'
import { Button } from '@/ui/button'
import { cx } from '@/ui/class-names'
import { Icon } from '@/ui/icon'
import { Link } from '@/ui/link'
import { EmptyState } from '@/ui/states'
import { TextSizeSwitch } from '@/ui/text-size-switch'
import { BottomNav, SideNav } from './desk-nav'
import { useWide } from './use-wide'
import './desk.scss'

interface DeskPageProps {
  title: string
  /** Which part of the navigation is lit. */
  here: PageName
  /** Reached from a list: has a way back on a phone instead of the navigation. */
  inner?: boolean
  /** The content draws its own columns and scrolls inside them. */
  columns?: boolean
  /** Mounted only for those who work at the desk. */
  children: ReactNode
}

function focusMain() {
  for (const main of document.querySelectorAll<HTMLElement>('.dk-main')) {
    if (main.offsetParent !== null) main.focus()
  }
}

function NotYours({ here, signedIn }: { here: PageName; signedIn: boolean }) {
  if (signedIn) {
    return (
      <EmptyState title="这里是工作台" text="给支部书记、督办员和管理员用。您有事要说，请到首页。">
        <Button onClick={() => go(pageUrl('home'))}>回首页</Button>
      </EmptyState>
    )
  }
  return (
    <EmptyState title="先登录，再办事" text="登录后直接回到这一页。">
      <Button onClick={() => go(pageUrl('login', { to: here }))}>去登录</Button>
    </EmptyState>
  )
}

/**
 * The frame of every desk page: navigation at the side from 1024 px on, at the bottom of a phone;
 * letter size, title, and a kind word to whom the desk is not for.
 */
export function DeskPage({ title, here, inner, columns, children }: DeskPageProps) {
  const size = useTextSize()
  const wide = useWide()
  const me = useMe()
  useEffect(() => {
    void Taro.setNavigationBarTitle({ title: isWeapp ? title : `${title} · 连心桥工作台` })
  }, [title])
  const main = (
    <main className="dk-main" tabIndex={isWeapp ? undefined : -1}>
      {me?.usesDesk ? children : <NotYours here={here} signedIn={me !== null} />}
    </main>
  )
  const classes = cx(
    'lx-page dk',
    wide ? 'dk--wide' : 'dk--narrow',
    columns && 'dk--columns',
    textSizeClass(size),
  )
  if (wide) {
    return (
      <div className={classes}>
        <button type="button" className="lx-skip" onClick={focusMain}>
          跳到正文
        </button>
        <SideNav here={here} />
        {main}
      </div>
    )
  }
  return (
    <div className={classes}>
      <header className="lx-top">
        <div className="lx-top__row">
          {inner && !isWeapp ? (
            <button type="button" className="lx-plain lx-top__back" onClick={goBack}>
              <Icon name="back" />
              <span>{title}</span>
            </button>
          ) : (
            <Link to={pageUrl('home')} label="连心桥首页" className="lx-top__brand">
              <span className="lx-mark">
                <Icon name="bridge" />
              </span>
              <span>工作台</span>
              <span className="lx-top__place">{me?.orgName}</span>
            </Link>
          )}
          <TextSizeSwitch />
        </div>
      </header>
      {main}
      {inner ? null : <BottomNav here={here} />}
    </div>
  )
}
