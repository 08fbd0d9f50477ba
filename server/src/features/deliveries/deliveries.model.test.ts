import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SendBudget } from './budget.rules'
import { watchDatabase } from './test-support/interruptions'
import { beginStory, makeTown } from './test-support/outside'
import { step } from './test-support/steps'
import { endStory, StoryStep } from './test-support/story'
import { clearDeliveries, noPacing, useDatabase } from './test-support/world'

/**
 * MODEL_STEPS plays at least that many steps (100,000 take an hour or so); MODEL_SEED with the same
 * MODEL_STEPS repeats a run. By default as many as a few seconds allow.
 */
const STEPS = Number(process.env.MODEL_STEPS ?? 0)
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31)
const DEFAULT_MS = 12_000
/** Making a counterexample small takes minutes; a step takes some ms. */
const LIMIT_MS = 600_000 + STEPS * 200
const TELL_EVERY = 5_000

/** Small enough to be met in a story of a few minutes. */
const tight: SendBudget = {
  chatGapMs: 1_000,
  accountGapMs: 3_000,
  accountGapJitterMs: 2_000,
  perMinute: 6,
  perDay: 20,
}

useDatabase()
let unwatch: () => void
beforeAll(() => {
  unwatch = watchDatabase()
})
afterAll(() => unwatch())

test(
  `whatever happens: never twice by itself, never lost silently, within budget, in order (MODEL_SEED=${SEED})`,
  { timeout: LIMIT_MS },
  async () => {
    let steps = 0
    let stories = 0
    let isFailing = false
    let seed = SEED
    const begunAt = performance.now()
    const isEnough = () => (STEPS > 0 ? steps >= STEPS : performance.now() - begunAt > DEFAULT_MS)
    const tell = () => {
      const seconds = Math.round((performance.now() - begunAt) / 1000)
      console.info(`${steps} steps in ${stories} stories, ${seconds} s, MODEL_SEED=${SEED}`)
    }
    const onPlayed = () => {
      // what is played to make a counterexample smaller does not count
      if (isFailing) return
      steps += 1
      if (steps % TELL_EVERY === 0) tell()
    }
    const commands = fc.commands([step.map((each) => new StoryStep(each, onPlayed))], {
      // long ones are cheaper, since each is played to its end; short ones sooner tell what is wrong
      maxCommands: STEPS > 0 ? 1_000 : 250,
      size: 'max',
    })
    const property = fc.asyncProperty(fc.noBias(commands), fc.boolean(), async (story, isPaced) => {
      if (!isFailing) stories += 1
      await clearDeliveries()
      // anew each time: groups whose accounts moved, and were seen by clocks that jumped, stay silent
      const town = await makeTown()
      const begun = beginStory(town, isPaced ? tight : noPacing)
      try {
        await fc.asyncModelRun(() => begun, story)
        await endStory(begun.model, begun.real)
      } catch (error) {
        if (!isFailing) console.error(`broken by MODEL_SEED=${seed}; making it smaller`, error)
        isFailing = true
        throw error
      }
    })
    for (; !isEnough(); seed += 1) await fc.assert(property, { seed, numRuns: 1 })
    tell()
    expect(steps).toBeGreaterThan(0)
  },
)
