import { formatShanghai, type DeliveryState } from '@lianxin/shared'
import type { BreakerReason } from './budget.rules'
import type { DeliveryRecord } from './delivery.queries'
import type { DeliveryKind, DeliveryReason } from './delivery.rules'

/** What is known of the account that is to send. */
export interface SenderStatus {
  online: boolean
  /** A chat account, not a channel. */
  isBot: boolean
  breaker: { until: Date; reason: BreakerReason } | null
  /** Today's budget is used up. */
  exhausted: boolean
}

const reasons: Record<DeliveryReason, string> = {
  not_in_room: '小桥不在这个群里',
  logged_out: '微信退出了登录',
  throttled: '微信限制了发送',
  rejected: '微信没有接受这条消息',
  connection_lost: '发的时候断了线，不知道到没到',
  call_failed: '发的时候出了错，不知道到没到',
  not_seen: '说是发了，可群里没见到',
  to_confirm: '要在企业微信里点一下确认',
  to_print: '这个群没有手机能发，要打印',
  on_paper: '整期印在一张纸上',
  digest_cancelled: '这期已取消',
  given_up: '已决定不再发',
  too_late: '那天晚上没来得及发，就不发了',
}

function waitingFor(row: DeliveryRecord, sender: SenderStatus | null): string {
  if (row.held) return '已暂停，点“继续”后接着发'
  if (row.accountId === null || !sender)
    return '这个群还没有办法送达，把小桥拉进群，或给它加一个发送渠道'
  if (sender.breaker)
    return `${formatShanghai(sender.breaker.until, 'HH:mm')} 以后自动再发，不用管它`
  if (!sender.online)
    return sender.isBot ? '小桥不在线，上线后接着发' : '这个发送渠道停用了，启用后接着发'
  if (sender.exhausted) return '今天能发的条数用完了，明天接着发'
  return '正在排队，轮到就发'
}

function nextStep(row: DeliveryRecord, sender: SenderStatus | null): string | null {
  const steps: Record<DeliveryState, string | null> = {
    queued: waitingFor(row, sender),
    leased: '马上就发',
    sending: '正在发，稍等看结果',
    awaiting:
      row.reason === 'to_print'
        ? '点“打印”，贴到老地方，再点“已到”'
        : '请群主在企业微信的“群发助手”里点发送',
    sent: null,
    failed:
      row.reason === 'not_in_room'
        ? '把小桥重新拉进群，再点“重发”'
        : '点“重发”再试一次，或请支部同志转发',
    unknown: '到群里看一眼：到了点“已到”，没到点“重发”',
    cancelled: null,
  }
  return steps[row.state]
}

const kinds: Record<DeliveryKind, string> = {
  receipt: '回执',
  reply: '答复',
  rating: '请评价',
  reminder: '提醒',
  digest: '摘要',
  roll: '接龙',
}
/** A receipt's number stands in its second line, and only by it one is told from another. */
const LONGEST_ABOUT = 40

/** What a message is and how it begins, e.g. `答复：编号 LX-20261122-0007 有答复了`. */
export function aboutDelivery({ kind, text }: { kind: DeliveryKind; text: string | null }): string {
  const line = (text ?? '').replace(/\s*\n\s*/g, ' ').trim()
  const short = line.length > LONGEST_ABOUT ? `${line.slice(0, LONGEST_ABOUT)}…` : line
  return short === '' ? kinds[kind] : `${kinds[kind]}：${short}`
}

/** Why a delivery is where it is and what to do, for the desk, in Chinese. */
function explainDelivery(
  row: DeliveryRecord,
  sender: SenderStatus | null,
): { reason: string | null; nextStep: string | null } {
  const shown = row.reason !== null && row.state !== 'sent'
  return {
    reason: shown && row.reason ? reasons[row.reason] : null,
    nextStep: nextStep(row, sender),
  }
}

/** A message to a group as the desk shows it. */
export function presentDelivery(
  row: DeliveryRecord,
  group: { id: string; topic: string },
  sender: SenderStatus | null,
) {
  const { id, occurrence, part, state, notBefore, sentAt } = row
  return {
    id,
    groupId: group.id,
    groupTopic: group.topic,
    occurrence,
    part,
    state,
    ...explainDelivery(row, sender),
    notBefore: notBefore.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
    printDigestId: state === 'awaiting' && row.reason === 'to_print' ? row.digestId : null,
  }
}
