// Weighs the WeChat package: WeChat takes 2 MB for the main part; ours is held to 900 KB, so that
// it opens fast on an old phone. Run after `pnpm build:weapp`; exits 1 above the limit.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const limitKb = 900
const root = path.resolve(import.meta.dirname, '../dist/weapp')

/** @param {string} folder @returns {{ file: string, bytes: number }[]} */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(full)
    // WeChat does not upload licence texts and source maps
    if (/\.(LICENSE\.txt|map)$/.test(entry.name)) return []
    return [{ file: path.relative(root, full), bytes: statSync(full).size }]
  })
}

const kb = (/** @type {{ bytes: number }[]} */ files) =>
  Math.ceil(files.reduce((sum, file) => sum + file.bytes, 0) / 1024)

if (!existsSync(path.join(root, 'app.json'))) {
  console.error('There is no dist/weapp; run `pnpm build:weapp` first.')
  process.exit(1)
}
/** @type {{ subPackages?: { root: string }[] }} */
const app = JSON.parse(readFileSync(path.join(root, 'app.json'), 'utf8'))
const subpackages = (app.subPackages ?? []).map((sub) => sub.root)
const files = filesIn(root)
const inside = (/** @type {string} */ folder) =>
  files.filter(({ file }) => file.startsWith(`${folder}/`))
const main = files.filter(
  ({ file }) => !subpackages.some((folder) => file.startsWith(`${folder}/`)),
)

console.log(`weapp main package ${kb(main)} KB of ${limitKb} KB`)
for (const folder of subpackages) console.log(`weapp subpackage ${folder} ${kb(inside(folder))} KB`)
if (kb(main) > limitKb) {
  console.error(`The main package is ${kb(main) - limitKb} KB too large. Its largest files:`)
  const largest = main.sort((a, b) => b.bytes - a.bytes).slice(0, 8)
  for (const { file, bytes } of largest) console.error(`  ${Math.ceil(bytes / 1024)} KB ${file}`)
  process.exit(1)
}
