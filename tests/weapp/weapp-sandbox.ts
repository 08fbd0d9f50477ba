import { readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'

/** CommonJS as WeChat has it: relative files of the bundle only. */
export function createLoader(context: vm.Context): (file: string) => unknown {
  const loaded = new Map<string, { exports: unknown }>()
  const load = (file: string): unknown => {
    const known = loaded.get(file)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    loaded.set(file, module)
    const run = vm.compileFunction(readFileSync(file, 'utf8'), ['module', 'exports', 'require'], {
      filename: file,
      parsingContext: context,
    }) as (module: object, exports: unknown, require: (request: string) => unknown) => void
    run(module, module.exports, (request) => {
      const target = path.resolve(path.dirname(file), request)
      return load(target.endsWith('.js') ? target : `${target}.js`)
    })
    return module.exports
  }
  return load
}

/** Timers that end with the miniprogram, and whose errors are kept instead of ending the test run. */
export function createTimers(onError: (error: unknown) => void) {
  const running = new Set<NodeJS.Timeout>()
  const guarded =
    (run: (...args: unknown[]) => void, args: unknown[], done: () => void) => (): void => {
      done()
      try {
        run(...args)
      } catch (error) {
        onError(error)
      }
    }
  const clear = (timer: NodeJS.Timeout | undefined) => {
    clearTimeout(timer)
    if (timer) running.delete(timer)
  }
  return {
    functions: {
      setTimeout(run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) {
        const timer = setTimeout(
          guarded(run, args, () => running.delete(timer)),
          ms,
        )
        running.add(timer)
        return timer
      },
      setInterval(run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) {
        const timer = setInterval(
          guarded(run, args, () => undefined),
          ms,
        )
        running.add(timer)
        return timer
      },
      clearTimeout: clear,
      clearInterval: clear,
    },
    clear: () => running.forEach(clear),
  }
}
