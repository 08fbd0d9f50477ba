import { formatShanghai, startOfShanghaiDay } from '@lianxin/shared'
import type { PersonActor } from '../../http/route'
import type { CheckinDeps } from './checkin.deps'
import { CheckinModel } from './checkin.model'
import type { CheckinService } from './checkin.service'
import { canDraw, drawable } from '../../platform/chinese-font'

/** What stands on a poster. */
export interface PosterFacts {
  /** `11月23日 星期一` */
  date: string
  streak: number
  doneToday: boolean
  /** Null: without one. */
  name: string | null
  sentence: string
  /** What the code leads to. */
  link: string
}

/** One for each day of the week, where there is no sentence of one's own. */
const sentences = [
  '每天学一点，日子长了就不一样。',
  '学到的，用到身边的小事上。',
  '坐下来三分钟，也是学习。',
  '一个人学得快，一起学走得远。',
  '今天的事今天学，今天的事今天办。',
  '多听一句，多想一步。',
  '热心办小事，耐心学大道理。',
]
const weekdays = ['日', '一', '二', '三', '四', '五', '六']

/**
 * Gathers what stands on a person's poster. A sentence of their own only when a person has passed
 * it: a poster is made to be shown to others.
 */
export async function posterFacts(
  deps: Pick<CheckinDeps, 'publicUrl'> & { checkins: Pick<CheckinService, 'standing'> },
  actor: PersonActor,
  wanted: { name: 'yes' | 'no'; thought: 'yes' | 'no' },
): Promise<PosterFacts> {
  const { today, streak, doneToday } = await deps.checkins.standing(actor.id)
  const row =
    wanted.thought === 'yes'
      ? await CheckinModel.findOne({ personId: actor.id, day: today, review: 'passed' }).lean()
      : null
  const weekday = new Date(today).getUTCDay()
  const own = drawable(row?.thought ?? '').trim()
  return {
    date: `${formatShanghai(startOfShanghaiDay(today), 'M月D日')} 星期${weekdays[weekday] ?? ''}`,
    streak,
    doneToday,
    name: wanted.name === 'yes' && canDraw(actor.name) ? actor.name : null,
    sentence: own === '' ? (sentences[weekday] ?? '') : own,
    link: `${deps.publicUrl}/#/study/checkin/index`,
  }
}
