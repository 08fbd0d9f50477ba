// How a person sees progress: one short line for each step, with its seconds.

const tty = process.stdout.isTTY

/** @param {number} startedMs a `performance.now()` value @returns {string} e.g. `3.2 s` */
export const seconds = (startedMs) => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`

/**
 * Runs one step and prints one line for it. A long step shows that it is still alive: on a
 * terminal the line counts up, elsewhere (a log) a line is added every 20 seconds.
 * @template T
 * @param {string} title what is being done, in a few words
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` gives; its error passes through after the line is closed
 */
export async function step(title, work) {
  const started = performance.now()
  const timer = setInterval(
    () => {
      if (tty) process.stdout.write(`\r  … ${title} (${seconds(started)})`)
      else console.log(`  … ${title} (${seconds(started)})`)
    },
    tty ? 500 : 20_000,
  )
  try {
    const result = await work()
    closeLine(`  ✓ ${title} (${seconds(started)})`)
    return result
  } catch (error) {
    closeLine(`  ✗ ${title} (${seconds(started)})`)
    throw error
  } finally {
    clearInterval(timer)
  }
}

/** @param {string} line */
function closeLine(line) {
  console.log(tty ? `\r\u001b[K${line}` : line)
}
