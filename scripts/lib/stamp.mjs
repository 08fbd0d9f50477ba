// A stamp is a small file that says what something was made from, so that it is remade only when that changed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './run.mjs'

const skipped = /(^|\/)(node_modules|dist|\.DS_Store)$|\.test\.tsx?$/

/**
 * @param {string} file absolute
 * @returns {string[]} this file, or every file below this folder, sorted; none when it does not exist
 */
function filesBelow(file) {
  if (!existsSync(file)) return []
  if (statSync(file).isFile()) return [file]
  return readdirSync(file, { withFileTypes: true })
    .filter((entry) => !skipped.test(entry.name))
    .flatMap((entry) => filesBelow(path.join(file, entry.name)))
    .sort()
}

/**
 * One hash over names and contents; tests are left out, since nothing is built from them.
 * @param {string[]} inputs files and folders, relative to the root
 * @param {string} [extra] whatever else the result depends on
 * @returns {string} hex
 */
export function hashOf(inputs, extra = '') {
  const hash = createHash('sha256').update(extra)
  for (const file of inputs.flatMap((input) => filesBelow(path.join(root, input)))) {
    hash.update(`\0${path.relative(root, file).replaceAll('\\', '/')}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

/** @param {string} file relative to the root @param {string} value @returns {boolean} whether the stamp says so */
export function stampSays(file, value) {
  const full = path.join(root, file)
  return existsSync(full) && readFileSync(full, 'utf8') === value
}

/** @param {string} file relative to the root @param {string} value */
export function writeStamp(file, value) {
  const full = path.join(root, file)
  mkdirSync(path.dirname(full), { recursive: true })
  writeFileSync(full, value)
}
