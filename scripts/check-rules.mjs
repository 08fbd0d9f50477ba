// House rules that no linter has: small things that must not slip into the source.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './lib/run.mjs'

const folders = ['shared/src', 'server/src', 'bot/src', 'miniprogram/src', 'tests', 'scripts']

/** @type {{ pattern: RegExp, message: string, files?: RegExp }[]} */
const rules = [
  {
    pattern: /\bas unknown as\b/,
    message: 'a double cast hides a wrong type: parse it, or narrow it with a guard',
  },
  {
    pattern: /^\s*(export\s+)?(declare\s+)?(const\s+)?enum\s/,
    message: 'no enum: use a union of strings, or an object `as const`',
  },
  {
    pattern: /\/[/*]\s*(eslint|oxlint)-disable(?!.* -- \S)/,
    message: 'a suppression says its reason after ` -- `',
  },
  { pattern: /@ts-(ignore|nocheck)\b/, message: 'use @ts-expect-error with a reason' },
  { pattern: /@ts-expect-error\s*$/, message: '@ts-expect-error says its reason on the same line' },
  {
    pattern: /\b(TODO|FIXME|XXX)\b/,
    message: 'finish it, or write an issue',
  },
]

/** @param {string} folder @returns {string[]} source files below, relative to the root */
function sources(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`
    if (entry.name === 'node_modules' || entry.name === 'dist') return []
    if (entry.isDirectory()) return sources(file)
    return /\.(ts|tsx|mts|mjs)$/.test(entry.name) ? [file] : []
  })
}

const self = 'scripts/check-rules.mjs'
const findings = folders
  .flatMap(sources)
  .filter((file) => file !== self)
  .flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        rules
          .filter(({ pattern }) => pattern.test(line))
          .map(({ message }) => `${file}:${index + 1}: ${message}`),
      ),
  )

for (const finding of findings) console.error(finding)
process.exitCode = findings.length > 0 ? 1 : 0
