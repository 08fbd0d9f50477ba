/**
 * What happens at a time and place with people. A new kind of gathering is a row here, not code: a
 * shift of volunteers and a branch's Party day differ only in what the row says.
 */
export const eventKinds = ['shift', 'party_day'] as const
export type EventKind = (typeof eventKinds)[number]

interface EventType {
  label: string
  /** What one of its dates is called on pages. */
  one: string
  /** Presence becomes service hours, and with them points. */
  givesHours: boolean
  /** Anybody may see it and sign up; else only who belongs to the organization. */
  isPublic: boolean
}

export const eventTypes: Record<EventKind, EventType> = {
  shift: { label: '志愿服务', one: '班次', givesHours: true, isPublic: true },
  party_day: { label: '主题党日', one: '场次', givesHours: false, isPublic: false },
}

/** Where somebody stands who signed up. */
export const seatStates = ['in', 'waiting', 'offered', 'left', 'lapsed'] as const
export type SeatState = (typeof seatStates)[number]

export const seatLabels: Record<SeatState, string> = {
  in: '已报名',
  waiting: '候补中',
  offered: '等您确认',
  left: '已取消',
  lapsed: '没有确认，已让出',
}

/** Those that hold a place: an offer keeps it free until its deadline. */
export const holdingStates = ['in', 'offered'] as const satisfies readonly SeatState[]

/** How somebody was seen to come or go. `closed`: nobody saw it, the shift ended. */
export const attendanceWays = ['qr', 'code', 'distance', 'list', 'closed'] as const
export type AttendanceWay = (typeof attendanceWays)[number]

export const attendanceLabels: Record<AttendanceWay, string> = {
  qr: '扫码',
  code: '口令',
  distance: '到场',
  list: '组织者登记',
  closed: '忘了签退，按结束时间记',
}
