import type { SourceHealth } from '@lianxin/shared'
import type { PollFailure } from './source.rules'

interface Words {
  reason: string
  advice: string
}

const later = '先不用管，系统会自己再试。'

const byStatus: Readonly<Record<number, Words>> = {
  401: { reason: '对方网站要登录才让看', advice: '请换一个不用登录的公开栏目。' },
  403: { reason: '对方网站不让我们读', advice: '请换一个公开栏目，或联系对方网站放行。' },
  404: {
    reason: '网页找不到了（404）',
    advice: '栏目可能搬了家：在浏览器里找到新网址，重新加一个，再删掉这个。',
  },
  410: {
    reason: '对方说这个栏目已经撤了（410）',
    advice: '请找到新的栏目重新加一个，再删掉这个。',
  },
  429: { reason: '对方网站请我们慢一点', advice: '可以把“多久看一次”调长一些。' },
}

const byCode: Readonly<Record<PollFailure['code'], Words>> = {
  'source.unrecognized': {
    reason: '打开了，但认不出文章列表',
    advice: '栏目可能改了版：重新加一次看看，不行就换一个栏目。',
  },
  'intake.empty': { reason: '打开了，但里面没有字', advice: '请在浏览器里看看这个网址。' },
  'intake.too_large': { reason: '这个网页太大了（超过 5 MB）', advice: '请换成具体的栏目页。' },
  'intake.unsupported_type': { reason: '这个网址不是网页', advice: '请换成栏目页的网址。' },
  'intake.encrypted': { reason: '这个网址是加密文件', advice: '请换成栏目页的网址。' },
  'intake.unreadable': { reason: '网页写得太乱，读不出来', advice: '请换成具体的栏目页。' },
  'intake.url_invalid': {
    reason: '网址跳到了一个打不开的地方',
    advice: '请在浏览器里找到新网址，重新加一个。',
  },
  'intake.url_private': {
    reason: '网址跳到了内部网络，为了安全没有跟过去',
    advice: '请问问对方网站是不是出了问题；要换就重新加一个。',
  },
  'intake.url_unreachable': { reason: '连不上对方网站', advice: later },
  'intake.url_timeout': { reason: '对方网站太慢，等不到回应', advice: later },
  'intake.not_text': { reason: '这个网址不是网页', advice: '请换成栏目页的网址。' },
}

/** What is wrong with a source and what to do about it, for the desk; null when nothing is. */
export function wordsOf(health: SourceHealth, failure: PollFailure | null): Words | null {
  if (health === 'paused') return null
  if (health === 'quiet') {
    return {
      reason: '两个月没有新文章了',
      advice: '栏目可能搬了家，请在浏览器里看一眼；没有搬就不用管。',
    }
  }
  if (!failure || health === 'ok') return null
  const { status } = failure
  const serverError = { reason: `对方网站出错（${status}）`, advice: later }
  const words =
    (status === null ? undefined : byStatus[status]) ??
    (status !== null && status >= 500 ? serverError : byCode[failure.code])
  if (health === 'dead' && words.advice === later) {
    return { ...words, advice: '好几天都这样了：请在浏览器里打开看看，网站没了就删掉这个来源。' }
  }
  return words
}
