import { channelProblems, type ChannelProblem } from '@lianxin/shared'
import type { TransportOutcome } from './transport'

/** What an outcome says about the channel; null = it worked. */
export function problemOf(
  outcome: TransportOutcome,
): { code: ChannelProblem; isBroken: boolean } | null {
  if (outcome.kind === 'sent' || outcome.kind === 'handed') return null
  if (outcome.kind === 'unknown') return { code: 'in_doubt', isBroken: false }
  const usual = {
    logged_out: 'not_let_in',
    throttled: 'throttled',
    not_in_room: 'no_chat',
    rejected: 'refused',
  } as const
  return {
    code: outcome.problem ?? usual[outcome.reason],
    isBroken: outcome.reason === 'logged_out',
  }
}

/** What became of a message, for whoever has just tried the channel out. */
export function sentenceOf(outcome: TransportOutcome): string {
  if (outcome.kind === 'sent') return '发出去了，请到群里看一眼。'
  if (outcome.kind === 'handed') return '已交给企业微信，请群主在企业微信里点“确认发送”。'
  const problem = problemOf(outcome)
  if (problem?.code === 'in_doubt')
    return '发了，但没等到回音，不知道到没到。请到群里看一眼，先别急着再试。'
  return `没有发出去。${problem ? channelProblems[problem.code] : ''}`
}
