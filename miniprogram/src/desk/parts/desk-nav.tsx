import Taro from '@tarojs/taro'
import type { MouseEvent } from 'react'
import { useMe, type Me } from '@/api/session'
import { go, pages, pageUrl, type PageName } from '@/lib/navigate'
import { isWeapp } from '@/lib/platform'
import { cx } from '@/ui/class-names'
import { Icon, type IconName } from '@/ui/icon'
import { Link } from '@/ui/link'
import { TextSizeSwitch } from '@/ui/text-size-switch'

interface DeskItem {
  page: PageName
  text: string
  /** On a phone there is room for two or three characters. */
  short: string
  icon: IconName
  /** Only at a desk; a phone reaches it from another part. */
  wideOnly?: boolean
}

const items: readonly DeskItem[] = [
  { page: 'desk', text: '今天', short: '今天', icon: 'clock' },
  { page: 'ledger', text: '民情台账', short: '台账', icon: 'track' },
  { page: 'deskDigests', text: '政策摘要', short: '摘要', icon: 'paper' },
  { page: 'deskLessons', text: '微党课', short: '党课', icon: 'book', wideOnly: true },
  { page: 'deskCheckins', text: '打卡', short: '打卡', icon: 'check', wideOnly: true },
  { page: 'deskExams', text: '考试', short: '考试', icon: 'paper', wideOnly: true },
  { page: 'deskMembers', text: '党员名册', short: '名册', icon: 'me', wideOnly: true },
  { page: 'deskPoints', text: '积分', short: '积分', icon: 'plus', wideOnly: true },
  { page: 'deskStudy', text: '学习情况', short: '学习', icon: 'board', wideOnly: true },
  { page: 'deskAssessment', text: '考评和申诉', short: '考评', icon: 'check', wideOnly: true },
  { page: 'deskShifts', text: '志愿和党日', short: '活动', icon: 'clock', wideOnly: true },
  { page: 'deskHours', text: '服务时长', short: '时长', icon: 'check', wideOnly: true },
  { page: 'deskTeams', text: '志愿服务队', short: '队伍', icon: 'bridge', wideOnly: true },
  { page: 'deskSkills', text: '能人库', short: '能人', icon: 'check', wideOnly: true },
  { page: 'deskRewards', text: '积分兑换', short: '兑换', icon: 'plus', wideOnly: true },
  { page: 'groups', text: '群与机器人', short: '群', icon: 'say' },
  { page: 'channels', text: '发送渠道', short: '渠道', icon: 'next', wideOnly: true },
  { page: 'senders', text: '发送额度', short: '额度', icon: 'clock', wideOnly: true },
  { page: 'burden', text: '基层负担', short: '负担', icon: 'board' },
]
const workdays: DeskItem = { page: 'workdays', text: '工作日', short: '工作日', icon: 'board' }

/** What the person sees of the desk: the calendar is the administrator's. */
function itemsFor(me: Me | null): readonly DeskItem[] {
  if (!me?.usesDesk) return []
  return me.posts.some((post) => post.role === 'admin') ? [...items, workdays] : items
}

/**
 * Goes to a part of the desk. One that is open below is gone back to, so that a day of going to
 * and fro does not pile up pages (WeChat allows ten).
 */
function switchTo(page: PageName): void {
  const path = pages[page].slice(1)
  const open = Taro.getCurrentPages()
  const routes = open.map((one) => (one.route ?? '').replace(/^\//, '').split('?')[0])
  const at = routes.lastIndexOf(path)
  if (at < 0) go(pageUrl(page))
  else if (at < open.length - 1) void Taro.navigateBack({ delta: open.length - 1 - at })
}

function NavLink({ item, here, className }: { item: DeskItem; here: PageName; className: string }) {
  const on = item.page === here
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    switchTo(item.page)
  }
  return (
    <a
      {...(isWeapp ? {} : { href: `#${pageUrl(item.page)}` })}
      className={cx(className, on && `${className}--on`)}
      aria-current={on ? 'page' : undefined}
      onClick={open}
    >
      <Icon name={item.icon} />
      <span>{className === 'dk-bar__item' ? item.short : item.text}</span>
    </a>
  )
}

/** What the bar of a phone has no room for, as links below a page. */
export function MoreParts() {
  const me = useMe()
  return (
    <nav className="dk-parts" aria-label="工作台的其他页">
      {itemsFor(me)
        .filter((item) => item.wideOnly)
        .map(({ page, text }) => (
          <Link key={page} to={pageUrl(page)} className="dk-more">
            {text}
          </Link>
        ))}
    </nav>
  )
}

/** The dark column on the left of a wide page. */
export function SideNav({ here }: { here: PageName }) {
  const me = useMe()
  return (
    <nav className="dk-nav" aria-label="工作台">
      <div className="dk-nav__brand">
        <span className="lx-mark">
          <Icon name="bridge" />
        </span>
        <span>连心桥</span>
      </div>
      {itemsFor(me).map((item) => (
        <NavLink key={item.page} item={item} here={here} className="dk-nav__item" />
      ))}
      <div className="dk-nav__foot">
        <div className="dk-nav__me">
          <span>{me?.name}</span>
          <span className="dk-nav__place">{me?.orgName}</span>
        </div>
        <TextSizeSwitch />
        <Link to={pageUrl('home')} className="dk-nav__home">
          居民看到的页面
        </Link>
      </div>
    </nav>
  )
}

/** The same at the bottom of a phone. */
export function BottomNav({ here }: { here: PageName }) {
  const me = useMe()
  return (
    <nav className="dk-bar" aria-label="工作台">
      {itemsFor(me)
        .filter((item) => !item.wideOnly)
        .map((item) => (
          <NavLink key={item.page} item={item} here={here} className="dk-bar__item" />
        ))}
    </nav>
  )
}
