import { existsSync } from 'node:fs'
import path from 'node:path'
import { mustRun, root } from './run.mjs'
import { hashOf, stampSays, writeStamp } from './stamp.mjs'
import { step } from './steps.mjs'

const pnpm = 'pnpm@10.34.9'
const stamp = 'node_modules/.lianxin-stamp'
const packages = ['shared', 'server', 'bot', 'miniprogram', 'tests']
const inputs = [
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'package.json',
  ...packages.map((name) => `${name}/package.json`),
]

/**
 * Installs exactly what the lockfile says, when it is not installed yet or the lockfile has
 * changed. Development tools are installed in production too: they build what is started.
 * @returns {Promise<boolean>} whether anything had to be done
 */
export async function ensureInstalled() {
  // a native binding fits one platform and one Node only
  const wanted = hashOf(inputs, `${process.platform}-${process.arch}-${process.versions.modules}`)
  const present = packages.every((name) => existsSync(path.join(root, name, 'node_modules')))
  if (present && stampSays(stamp, wanted)) return false
  const { NODE_ENV: _ignored, ...env } = process.env
  await step('installing packages', () =>
    mustRun(
      'Installing packages',
      'npx',
      ['--yes', pnpm, 'install', '--frozen-lockfile', '--prod=false'],
      // CI: pnpm may otherwise stop and ask before it replaces a node_modules of another tool
      { env: { ...env, CI: 'true' } },
    ),
  )
  writeStamp(stamp, wanted)
  return true
}
