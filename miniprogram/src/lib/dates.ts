// Days and hours are Shanghai's wherever the device is. The WeChat runtime on iOS has no
// reliable Intl, so this is plain arithmetic on a fixed +08:00 (no daylight saving since 1991).
const shanghaiOffsetMs = 8 * 60 * 60 * 1000
const weekdays = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六']

interface ShanghaiTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  weekday: string
}

function inShanghai(instant: Date | string): ShanghaiTime {
  const shifted = new Date(new Date(instant).getTime() + shanghaiOffsetMs)
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    weekday: weekdays[shifted.getUTCDay()] ?? '',
  }
}

/** `11月22日 星期日` */
export function dayWithWeekday(instant: Date): string {
  const { month, day, weekday } = inShanghai(instant)
  return `${month}月${day}日 ${weekday}`
}

/** `11月22日`, with the year in front when it is not `now`'s. Takes an instant or a `YYYY-MM-DD`. */
export function shortDay(instant: string, now = new Date()): string {
  const { year, month, day } = inShanghai(instant)
  return year === inShanghai(now).year ? `${month}月${day}日` : `${year}年${month}月${day}日`
}

/** `2026年11月22日`, for papers, which are read in other years too. */
export function dayWithYear(instant: string): string {
  const { year, month, day } = inShanghai(instant)
  return `${year}年${month}月${day}日`
}

/** `10:02` */
export function clockTime(instant: string): string {
  const { hour, minute } = inShanghai(instant)
  return `${hour}:${String(minute).padStart(2, '0')}`
}

/** `11月22日 10:02` */
export function dayAndTime(instant: string, now = new Date()): string {
  return `${shortDay(instant, now)} ${clockTime(instant)}`
}

/** True when both instants lie on the same Shanghai day. */
export function sameDay(a: Date | string, b: Date | string): boolean {
  const [x, y] = [inShanghai(a), inShanghai(b)]
  return x.year === y.year && x.month === y.month && x.day === y.day
}

/** 早上好 until 11, 中午好 until 13, 下午好 until 18, then 晚上好; before five it is still night. */
export function greeting(now: Date): string {
  const { hour } = inShanghai(now)
  if (hour < 5) return '夜深了'
  if (hour < 11) return '早上好'
  if (hour < 13) return '中午好'
  if (hour < 18) return '下午好'
  return '晚上好'
}
