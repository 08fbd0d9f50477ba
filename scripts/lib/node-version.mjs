import { Problem } from './run.mjs'

/**
 * The first thing any command checks, before anything is downloaded.
 * @param {string} [version] e.g. `20.19.0`
 * @throws {Problem} on a Node older than package.json's `engines`
 */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Problem(
    `连心桥 needs Node.js 20.19 or newer; this is ${version}. Get it from https://nodejs.org and start again.`,
  )
}
