import * as z from 'zod'
import {
  MOST_REWARD_COST,
  MOST_REWARD_STOCK,
  REWARD_CODE_DIGITS,
  rewardEntryKinds,
  rewardOrderStates,
  rewardStates,
  stockKinds,
} from '../rewards'
import { roles } from '../roles'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const count = z.number().int().min(0)
const named = z.object({ id, name: z.string() })
const reason = typedText(100)
const code = z
  .string()
  .regex(new RegExp(`^\\d{${REWARD_CODE_DIGITS}}$`), `兑换码是 ${REWARD_CODE_DIGITS} 位数字`)
const cost = z
  .number()
  .int('积分要是整数')
  .min(1, '至少 1 分')
  .max(MOST_REWARD_COST, `最多 ${MOST_REWARD_COST} 分`)
const stock = z.number().int('数量要是整数').min(0, '数量不能小于零').max(MOST_REWARD_STOCK)
const mostEach = z
  .number()
  .int()
  .min(1, '至少 1 份')
  .max(1000)
  .nullable()
  .describe('one person may have so many that were not cancelled; null: as many as points allow')

const text = {
  title: typedText(30),
  about: typedText(200),
  pickup: typedText(80).describe('where and when it is handed over'),
  cost,
  mostEach,
}
const shown = z.object({ id, org: named, ...text, stock: count })
const kept = shown.extend({
  state: z.enum(rewardStates),
  waiting: count.describe('ordered and not yet handed over'),
  stockChanges: count.describe('how often staff changed the stock'),
  revision: count,
})
const stockEntry = z.object({
  id,
  kind: z.enum(stockKinds),
  change: z.number().int(),
  left: count.describe('in stock after it'),
  reason: z.string().nullable(),
  by: z.string().nullable().describe('staff who did it; null: it follows from an order'),
  at: instant,
})

const order = z.object({
  id,
  title: z.string(),
  org: named.describe('hands it over'),
  cost: count,
  state: z.enum(rewardOrderStates),
  at: instant,
  endedAt: instant.nullable().describe('handed over or cancelled'),
  reason: z.string().nullable().describe('why it was cancelled, by staff'),
})
const ownOrder = order.extend({
  code: z.string().nullable().describe('six digits to say at the desk; null unless open'),
  pickup: z.string(),
})
const keptOrder = order.extend({
  person: named,
  endedBy: z.string().nullable().describe('name; null: the person did, or nobody yet'),
})

export const rewardsEndpoints = {
  ...endpoint('me.rewardPoints', {
    summary: 'Service points I earned, spent and have left; spending lowers no score',
    tag: 'rewards',
    access: own,
    response: z.object({
      earned: count.describe('by voluntary service, in all years'),
      spent: count,
      left: count,
    }),
  }),
  ...endpoint('me.rewardEntries', {
    summary: 'What I spent and what came back, latest first',
    tag: 'rewards',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(
      z.object({
        id,
        kind: z.enum(rewardEntryKinds),
        points: z.number().int().describe('below zero when spent'),
        title: z.string(),
        at: instant,
      }),
    ),
  }),
  ...endpoint('me.rewards', {
    summary: 'What my organizations and those above them offer, cheapest first',
    tag: 'rewards',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(shown.extend({ had: count.describe('that I ordered and did not cancel') })),
  }),
  ...endpoint('me.order', {
    summary: 'Take one: points and stock at once, for a code to say at the desk',
    tag: 'rewards',
    access: own,
    params: idParams,
    body: z.object({ cost: cost.describe('as it was shown') }),
    idempotent: true,
    status: 201,
    response: ownOrder,
    errors: [
      'reward.stopped',
      'reward.sold_out',
      'reward.too_few_points',
      'reward.most_each',
      'reward.cost_changed',
    ],
  }),
  ...endpoint('me.rewardOrders', {
    summary: 'My orders, newest first',
    tag: 'rewards',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(ownOrder),
  }),
  ...endpoint('me.cancelRewardOrder', {
    summary: 'Give it back before it is handed over; again changes nothing',
    tag: 'rewards',
    access: own,
    params: idParams,
    response: ownOrder,
    errors: ['reward.handed_over'],
  }),

  ...endpoint('rewards.list', {
    summary: 'Rewards of the caller’s subtree, newest first',
    tag: 'rewards',
    access: staff,
    query: z.object({ state: z.enum(rewardStates).default('open'), ...pageQuery }),
    response: page(kept),
  }),
  ...endpoint('rewards.create', {
    summary: 'Offer something; the same again gives what is there',
    tag: 'rewards',
    access: staff,
    body: z.object({
      orgId: id.optional().describe('default: first post of the caller'),
      ...text,
      mostEach: mostEach.default(null),
      stock,
    }),
    status: 201,
    response: kept,
    errors: ['reward.title_taken'],
  }),
  ...endpoint('rewards.update', {
    summary: 'Change or stop it; orders that stand keep what they cost',
    tag: 'rewards',
    access: staff,
    params: idParams,
    body: z.object({ ...text, state: z.enum(rewardStates), revision: count }),
    response: kept,
    errors: ['reward.title_taken', 'request.conflict'],
  }),
  ...endpoint('rewards.changeStock', {
    summary: 'Put more in or take some out, with a reason; the same again gives the first',
    tag: 'rewards',
    access: staff,
    params: idParams,
    body: z.object({
      change: z
        .number()
        .int('数量要是整数')
        .min(-MOST_REWARD_STOCK)
        .max(MOST_REWARD_STOCK)
        .refine((given) => given !== 0, '请写加几份或减几份'),
      reason,
      stockChanges: count.describe('as last seen'),
    }),
    response: kept,
    errors: ['reward.too_little_stock', 'reward.too_much_stock', 'request.conflict'],
  }),
  ...endpoint('rewards.stockEntries', {
    summary: 'How its stock came about, latest first; the changes add up to the stock',
    tag: 'rewards',
    access: staff,
    params: idParams,
    query: z.object({ ...pageQuery }),
    response: page(stockEntry),
  }),
  ...endpoint('rewardOrders.list', {
    summary: 'Orders of the caller’s subtree, newest first',
    tag: 'rewards',
    access: staff,
    query: z.object({ state: z.enum(rewardOrderStates).default('open'), ...pageQuery }),
    response: page(keptOrder),
  }),
  ...endpoint('rewardOrders.byCode', {
    summary: 'Whose code this is, before it is handed over; an order that is over says so',
    tag: 'rewards',
    access: staff,
    body: z.object({ code }),
    response: keptOrder,
    errors: ['reward.wrong_code'],
  }),
  ...endpoint('rewardOrders.handOver', {
    summary: 'It was handed over; again changes nothing',
    tag: 'rewards',
    access: staff,
    params: idParams,
    response: keptOrder,
    errors: ['reward.cancelled', 'reward.own'],
  }),
  ...endpoint('rewardOrders.cancel', {
    summary: 'Cancel with a reason: points and stock come back, once',
    tag: 'rewards',
    access: staff,
    params: idParams,
    body: z.object({ reason }),
    response: keptOrder,
    errors: ['reward.handed_over'],
  }),
  ...endpoint('rewardOrders.export', {
    summary: 'Orders of a subtree between two days, for Excel',
    tag: 'rewards',
    access: staff,
    query: z
      .object({
        orgId: id.optional().describe('default: first post of the caller'),
        from: day.optional().describe('Shanghai day; default: first of this year'),
        to: day.optional().describe('Shanghai day, with it; default: today'),
      })
      .refine(({ from, to }) => !from || !to || from <= to, {
        message: '结束的日子要在开始之后',
        path: ['to'],
      }),
    binary: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
  ...endpoint('points.booklet', {
    summary: 'A member’s points booklet (积分手册) to print on A5, for those without a phone',
    tag: 'rewards',
    access: staff,
    params: idParams,
    binary: 'text/html',
  }),
}
