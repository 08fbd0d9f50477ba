/** Life of a digest. `approved` waits for a time; `sending` while any delivery is under way. */
export const digestStates = [
  'draft',
  'in_review',
  'approved',
  'scheduled',
  'sending',
  'paused',
  'sent',
  'cancelled',
] as const
export type DigestState = (typeof digestStates)[number]

/**
 * Life of one message to one chat. `sending` is written before the call to WeChat; a crash then
 * leaves it `unknown` until the echo of our own message or a person decides. `awaiting`: it is in a
 * person's hands, who confirms it in WeCom, or prints it.
 */
export const deliveryStates = [
  'queued',
  'leased',
  'sending',
  'awaiting',
  'sent',
  'failed',
  'unknown',
  'cancelled',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

export const digestStateLabels: Record<DigestState, string> = {
  draft: '草稿',
  in_review: '待审',
  approved: '已审，待定时间',
  scheduled: '待发',
  sending: '正在发',
  paused: '已暂停',
  sent: '已发完',
  cancelled: '已取消',
}

export const deliveryStateLabels: Record<DeliveryState, string> = {
  queued: '排队',
  leased: '排队',
  sending: '正在发',
  sent: '已发',
  awaiting: '等人经手',
  failed: '没发成',
  unknown: '不确定',
  cancelled: '已取消',
}
