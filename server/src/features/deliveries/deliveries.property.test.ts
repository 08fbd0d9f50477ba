import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fates, simulate, type Step } from './test-support/simulation'
import { clearDeliveries, useDatabase } from './test-support/world'

useDatabase()

const bot = fc.constantFrom(0, 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('enqueue' as const),
      key: fc.integer({ min: 0, max: 7 }),
      chat: fc.constantFrom(0, 1),
      text: fc.constantFrom(0, 1),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'digest' }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('lease' as const),
      bot,
      max: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      bot,
      fate: fc.constantFrom(...fates),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bot dies' as const), bot }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'late ack' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('echo' as const), again: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      seconds: fc.constantFrom(0.2, 3, 29, 61, 400),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'sweep' }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('decide' as const), resend: fc.boolean() }) },
)

test(
  'whatever happens: never sent twice by itself, never lost silently, parts in order',
  { timeout: 120_000 },
  async () => {
    const seed = Date.now() & 0x7fffffff
    console.info(`deliveries: seed ${seed}`)
    let runs = 0
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      async (steps) => {
        runs += 1
        await clearDeliveries()
        await simulate(steps)
      },
    )
    await fc.assert(property, {
      seed,
      numRuns: 40,
      interruptAfterTimeLimit: 60_000,
      endOnFailure: false,
    })
    expect(runs).toBeGreaterThan(0)
  },
)
