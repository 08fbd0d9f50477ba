/** Something to wait for: a poke now, or the time being up. */
export interface Bell {
  ring(): void
  /** Resolves when it rings, has rung since the last wait, or after `ms`. */
  wait(ms: number): Promise<void>
}

/** Makes a bell. */
export function createBell(): Bell {
  let rung = false
  let wake = () => {}
  return {
    ring() {
      rung = true
      wake()
    },
    async wait(ms) {
      if (!rung && ms > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      rung = false
    },
  }
}
