// npm test: installs what it needs, builds what is out of date and runs everything. The last line is `N passed, N failed, N skipped`.
//   npm test                                 everything
//   npm test -- --only=lint,unit             some groups of: lint, types, unit, integration, browser
//   npm test -- --only=unit tickets          only test files whose path contains "tickets"
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { checkNode } from './lib/node-version.mjs'
import { failWith, Problem } from './lib/run.mjs'
import { lintChecks, runChecks, typeChecks } from './lib/checks.mjs'
import { add, asLine, asRecap, nothing, oneFailure } from './lib/counts.mjs'
import { runBrowserTests, runVitest } from './lib/vitest.mjs'

const groups = ['lint', 'types', 'unit', 'integration', 'browser']

/** @param {string[]} args @returns {{ only: string[], patterns: string[] }} */
function readArguments(args) {
  const patterns = args.filter((arg) => !arg.startsWith('-'))
  const options = args.filter((arg) => arg.startsWith('-') && arg !== '--')
  const only = options.flatMap((option) => {
    const match = /^--only=(.+)$/.exec(option)
    if (!match?.[1])
      throw new Problem(`Unknown option ${option}; there is --only=${groups.join(',')}`)
    return match[1].split(',')
  })
  const unknown = only.filter((name) => !groups.includes(name))
  if (unknown.length > 0) {
    throw new Problem(`There is no group ${unknown.join(', ')}; there are ${groups.join(', ')}`)
  }
  return { only: only.length > 0 ? only : patterns.length > 0 ? groups.slice(2) : groups, patterns }
}

/** @param {{ only: string[], patterns: string[] }} choice */
async function main({ only, patterns }) {
  const wants = (/** @type {string} */ name) => only.includes(name)
  await ensureInstalled()
  let total = nothing()
  // First, since they are the quickest to fail.
  if (wants('lint')) total = add(total, await runChecks(lintChecks))
  if (wants('types')) total = add(total, await runChecks(typeChecks))
  if (wants('unit') || wants('integration') || wants('browser')) await ensureBuilt(['server'])
  if (wants('unit')) {
    const projects = ['shared', 'server', 'bot', 'miniprogram']
    total = add(total, await runVitest('unit tests', projects, patterns))
  }
  if (wants('integration') || wants('browser')) await ensureBuilt(['bot', 'h5', 'weapp'])
  if (wants('integration')) {
    total = add(total, await runVitest('integration tests', ['integration'], patterns))
  }
  if (wants('browser')) total = add(total, await runBrowserTests(patterns))
  if (total.failed > 0) console.log(asRecap(total))
  console.log(asLine(total))
  process.exit(total.failed > 0 ? 1 : 0)
}

try {
  checkNode()
  await main(readArguments(process.argv.slice(2)))
} catch (error) {
  if (error instanceof Problem) {
    console.error(error.message)
    console.log(asLine(oneFailure(error.message)))
    process.exit(1)
  }
  failWith(error)
}
