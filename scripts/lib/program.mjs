// Runs one of the server's programs in the foreground, building it first when it is out of date.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { ensureBuilt } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { checkNode } from './node-version.mjs'
import { failWith, root } from './run.mjs'

/**
 * @param {string} name file in server/dist without `.js`; gets our own arguments and stdin
 */
export async function runServerProgram(name) {
  /** What the build prints goes to stderr: stdout belongs to the program. */
  const print = console.log
  console.log = console.error
  try {
    checkNode()
    await ensureInstalled()
    await ensureBuilt(['server'])
    console.log = print
    const program = path.join(root, 'server', 'dist', `${name}.js`)
    const child = spawn(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
    // Ctrl-C reaches the child by itself; we only stay until it has stopped.
    process.on('SIGINT', () => undefined)
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('exit', (code) => process.exit(code ?? 1))
  } catch (error) {
    failWith(error)
  }
}
