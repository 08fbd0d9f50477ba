/** What one person may be told by the product, beside what happens to their matters. */
export const noticeKinds = [
  'event.offered',
  'event.tomorrow',
  'event.changed',
  'event.cancelled',
  'event.message',
  'hours.declined',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

interface NoticeType {
  /** Badge on the page; five characters at most, so that it also fits WeChat's `phrase` field. */
  label: string
  /** The fixed sentence of a subscribe message: at most 20 characters, so that none is cut. */
  hint: string
}

/** How each kind is called, and what WeChat is let to say of it. */
export const noticeTypes: Record<NoticeKind, NoticeType> = {
  'event.offered': { label: '有空位', hint: '轮到您了，点开确认' },
  'event.tomorrow': { label: '明天见', hint: '明天有活动，点开看看' },
  'event.changed': { label: '有改动', hint: '时间或地点改了，点开看看' },
  'event.cancelled': { label: '取消了', hint: '活动取消了，点开看原因' },
  'event.message': { label: '有话说', hint: '组织者有话说，点开看看' },
  'hours.declined': { label: '没记时长', hint: '有一场没记时长，点开看原因' },
}
