/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures what failed and, where it is known, why: a text each
 */

/** @returns {Counts} */
export const nothing = () => ({ passed: 0, failed: 0, skipped: 0, failures: [] })

/** @param {string} failure @returns {Counts} */
export const oneFailure = (failure) => ({ ...nothing(), failed: 1, failures: [failure] })

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  failures: [...a.failures, ...b.failures],
})

/** The line by which other programs read the result. @param {Counts} counts */
export const asLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`

/**
 * What failed, once more: the end of a log is often all that is kept of it. Every line begins with
 * "✗", so that `.ci/run` can find them.
 * @param {Counts} counts
 */
export const asRecap = ({ failures }) =>
  failures.flatMap((failure) => failure.split('\n').map((line) => `✗ ${line}`)).join('\n')
