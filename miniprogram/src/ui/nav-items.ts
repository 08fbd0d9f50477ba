import type { PageName } from '@/lib/navigate'
import type { IconName } from './icon'

export interface NavItem {
  page: PageName
  text: string
  icon: IconName
}

/** The five tabs (WeChat allows no more); 说件事 stands between them as the thing to do. */
export const tabItems: readonly NavItem[] = [
  { page: 'home', text: '首页', icon: 'home' },
  { page: 'study', text: '学习', icon: 'book' },
  { page: 'digests', text: '政策', icon: 'paper' },
  { page: 'track', text: '进度', icon: 'track' },
  { page: 'me', text: '我的', icon: 'me' },
]

/** The navigation on top of a wide page. */
export const topItems: readonly NavItem[] = [
  { page: 'home', text: '首页', icon: 'home' },
  { page: 'study', text: '学习', icon: 'book' },
  { page: 'digests', text: '政策摘要', icon: 'paper' },
  { page: 'say', text: '说件事', icon: 'say' },
  { page: 'track', text: '查进度', icon: 'track' },
  { page: 'board', text: '公示栏', icon: 'board' },
  { page: 'me', text: '我的', icon: 'me' },
]

/** Leaves policy pages out where the server says they may not be shown. */
export function shownItems(items: readonly NavItem[], policyPages: boolean): readonly NavItem[] {
  return policyPages ? items : items.filter(({ page }) => page !== 'digests')
}
