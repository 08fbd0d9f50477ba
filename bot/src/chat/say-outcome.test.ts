import { expect, test } from 'vitest'
import { UnreachableError } from '../api'
import { outcomeOfError } from './say-outcome'

const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
const reset = Object.assign(new Error('socket'), { code: 'ECONNRESET' })

test.each([
  [new Error('not logged in'), 'not_sent', 'logged_out'],
  [new Error('操作过于频繁，请稍后再试'), 'not_sent', 'throttled'],
  [new Error('Too many requests'), 'not_sent', 'throttled'],
  [refused, 'not_sent', 'logged_out'],
  [
    new UnreachableError('x', { cause: new Error('fetch failed', { cause: refused }) }),
    'not_sent',
    'logged_out',
  ],
  [reset, 'unknown', undefined],
  [new Error('whatever'), 'unknown', undefined],
  ['a string', 'unknown', undefined],
])('%s', (error, kind, reason) => {
  const outcome = outcomeOfError(error)
  expect(outcome.kind).toBe(kind)
  expect('reason' in outcome ? outcome.reason : undefined).toBe(reason)
})

test('what the software says of a message is not passed on', () => {
  const outcome = outcomeOfError(new Error('could not send 路灯坏了 to 王秀兰'))
  expect(JSON.stringify(outcome)).not.toMatch(/路灯|王/)
})
