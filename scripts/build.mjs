// Builds what is missing or out of date: node scripts/build.mjs [server] [bot] [h5] [weapp]
import { ensureBuilt, isTarget, targetNames } from './lib/build.mjs'
import { checkNode } from './lib/node-version.mjs'
import { failWith, Problem } from './lib/run.mjs'

try {
  checkNode()
  const asked = process.argv.slice(2)
  const names = (asked.length > 0 ? asked : targetNames).map((name) => {
    if (!isTarget(name))
      throw new Problem(`There is no ${name}; there are ${targetNames.join(', ')}.`)
    return name
  })
  await ensureBuilt(names)
} catch (error) {
  failWith(error)
}
