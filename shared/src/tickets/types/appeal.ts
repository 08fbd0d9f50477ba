import type { TicketType } from '../type'
import { RAISE } from '../type'

type AppealState =
  | 'pending'
  | 'accepted'
  | 'declined'
  | 'processing'
  | 'answered'
  | 'solved'
  | 'rated'

const handlers = ['secretary', 'admin'] as const
const dispatchers = ['secretary', 'supervisor', 'admin'] as const
const SOLVING = ['solve', 'answer_and_solve'] as const
/** How long after solving a resident may rate or reopen. */
const AFTERMATH = { days: 30, since: SOLVING }

/**
 * 诉求: a suggestion or complaint of a resident. 待受理 → 已受理 | 不予受理 → 办理中 → 已答复 →
 * 已办结 → 已评价. Accepted within 1, answered within 5, solved within 15 working days.
 */
export const appealType: TicketType<AppealState> = {
  name: 'appeal',
  label: '诉求',
  version: 1,
  initial: 'pending',
  states: {
    pending: { label: '待受理', tone: 'new', open: true, outcome: 'collected', answered: false },
    accepted: { label: '已受理', tone: 'active', open: true, outcome: 'adopted', answered: false },
    declined: {
      label: '不予受理',
      tone: 'done',
      open: false,
      outcome: 'declined',
      answered: true,
      says: '这件事没能受理，原因写在下面。',
    },
    processing: {
      label: '办理中',
      tone: 'active',
      open: true,
      outcome: 'adopted',
      answered: false,
    },
    answered: { label: '已答复', tone: 'active', open: true, outcome: 'adopted', answered: true },
    solved: {
      label: '已办结',
      tone: 'done',
      open: false,
      outcome: 'solved',
      answered: true,
      says: '已办结，满意不满意请说一声。',
    },
    rated: {
      label: '已评价',
      tone: 'done',
      open: false,
      outcome: 'solved',
      answered: true,
      says: '已办结，谢谢您的评价。',
    },
  },
  transitions: [
    {
      action: 'accept',
      label: '受理',
      from: ['pending'],
      to: 'accepted',
      who: handlers,
      textLabel: '说明',
      textIs: 'internal',
      primaryIn: ['pending'],
      accepts: true,
    },
    {
      action: 'assign',
      label: '交办',
      from: ['pending', 'accepted'],
      to: 'processing',
      who: dispatchers,
      needs: ['assignee'],
      textLabel: '交代一句',
      textIs: 'internal',
      accepts: true,
    },
    {
      action: 'answer_and_solve',
      label: '答复并办结',
      from: ['pending', 'accepted', 'processing'],
      to: 'solved',
      who: handlers,
      needs: ['text'],
      textLabel: '答复',
      textIs: 'public',
      primaryIn: ['accepted', 'processing'],
      accepts: true,
      tells: 'answer_and_solve',
    },
    {
      action: 'answer',
      label: '答复',
      from: ['pending', 'accepted', 'processing', 'answered'],
      to: 'answered',
      who: handlers,
      needs: ['text'],
      textLabel: '答复',
      textIs: 'public',
      accepts: true,
      tells: 'answer',
    },
    {
      action: 'solve',
      label: '办结',
      from: ['answered'],
      to: 'solved',
      who: handlers,
      textLabel: '结果',
      textIs: 'public',
      primaryIn: ['answered'],
      tells: 'solve',
    },
    {
      action: 'reassign',
      label: '转办',
      from: ['processing'],
      to: 'processing',
      who: dispatchers,
      needs: ['assignee'],
      textLabel: '交代一句',
      textIs: 'internal',
    },
    {
      action: 'return',
      label: '退回上级',
      from: ['pending', 'accepted', 'processing'],
      to: 'pending',
      who: dispatchers,
      needs: ['text'],
      textLabel: '理由',
      textIs: 'internal',
      movesUp: true,
    },
    {
      action: 'decline',
      label: '不予受理',
      from: ['pending', 'accepted'],
      to: 'declined',
      who: handlers,
      needs: ['text'],
      textLabel: '理由',
      textIs: 'public',
      tells: 'decline',
    },
    {
      action: 'rate',
      label: '评价',
      from: ['solved'],
      to: 'rated',
      who: ['reporter'],
      textLabel: '评语',
      textIs: 'public',
      window: AFTERMATH,
    },
    {
      action: 'reopen',
      label: '没解决，重开',
      from: ['answered', 'solved', 'rated'],
      to: 'accepted',
      who: ['reporter'],
      textLabel: '还有什么没解决',
      textIs: 'public',
      window: AFTERMATH,
    },
  ],
  clocks: [
    {
      name: 'accept',
      label: '受理',
      startsOn: [RAISE],
      stopsOn: ['accept', 'assign', 'answer', 'answer_and_solve', 'decline'],
      workdays: 1,
      amberWorkdays: 1,
    },
    {
      name: 'reply',
      label: '答复',
      startsOn: [RAISE, 'reopen'],
      stopsOn: ['answer', 'answer_and_solve', 'decline'],
      workdays: 5,
      amberWorkdays: 1,
      promised: true,
    },
    {
      name: 'solve',
      label: '办结',
      startsOn: [RAISE, 'reopen'],
      stopsOn: ['answer_and_solve', 'solve', 'decline'],
      workdays: 15,
      amberWorkdays: 1,
      promised: true,
    },
  ],
}
