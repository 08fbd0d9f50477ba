import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fates, simulate, type Step } from './test-support/simulation'
import { clearDeliveries, useDatabase } from './test-support/world'

useDatabase()

const bot = fc.constantFrom(0, 1)
/** The ones that leave doubt come more often than they do in life. */
const fate = fc.constantFrom(
  ...fates,
  ...fates.filter((each) => each.startsWith('ok')),
  ...(['call throws', 'ok, ack late', 'ok, id unknown', 'bot dies before the call'] as const),
)
const kinds = {
  enqueue: fc.record({
    do: fc.constant('enqueue' as const),
    key: fc.integer({ min: 0, max: 9 }),
    chat: fc.constantFrom(0, 0, 0, 1),
    text: fc.constantFrom(0, 0, 0, 1),
  }),
  lease: fc.record({ do: fc.constant('lease' as const), bot, max: fc.integer({ min: 1, max: 4 }) }),
  send: fc.record({ do: fc.constant('send' as const), bot, fate }),
  echo: fc.record({ do: fc.constant('echo' as const), again: fc.boolean() }),
  pass: fc.record({
    do: fc.constant('pass' as const),
    seconds: fc.constantFrom(0.2, 3, 29, 61, 400),
  }),
  decide: fc.record({ do: fc.constant('decide' as const), resend: fc.boolean() }),
}
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: kinds.enqueue },
  { weight: 2, arbitrary: kinds.lease },
  { weight: 10, arbitrary: kinds.send },
  { weight: 3, arbitrary: kinds.echo },
  { weight: 2, arbitrary: kinds.pass },
  { weight: 1, arbitrary: kinds.decide },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>(
      { do: 'digest' },
      { do: 'late ack' },
      { do: 'sweep' },
      { do: 'pause' },
      { do: 'resume' },
      { do: 'bot dies', bot: 0 },
    ),
  },
)
/** Something to send is there from the start. */
const start: Step[] = [
  { do: 'digest' },
  ...[0, 1, 2].map((key): Step => ({ do: 'enqueue', key, chat: 0, text: 0 })),
]

test(
  'whatever happens: never sent twice by itself, never lost silently, parts in order',
  { timeout: 120_000 },
  async () => {
    const seed = Date.now() & 0x7fffffff
    console.info(`deliveries: seed ${seed}`)
    let runs = 0
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 8, maxLength: 40 }),
      async (steps) => {
        runs += 1
        await clearDeliveries()
        await simulate([...start, ...steps])
      },
    )
    await fc.assert(property, {
      seed,
      numRuns: 40,
      interruptAfterTimeLimit: 30_000,
      endOnFailure: false,
    })
    expect(runs).toBeGreaterThan(0)
  },
)
