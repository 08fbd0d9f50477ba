import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../support/paths'

const dist = path.join(repositoryRoot, 'miniprogram/dist/weapp')

interface AppJson {
  pages: string[]
  subPackages?: { root: string; pages: string[] }[]
}
const app = JSON.parse(readFileSync(path.join(dist, 'app.json'), 'utf8')) as AppJson
const subPackages = (app.subPackages ?? []).map(({ root }) => root.replace(/\/$/, ''))

/** Files below a folder, relative to the bundle, with `/`. */
function filesBelow(folder: string): string[] {
  return readdirSync(path.join(dist, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(file) : [file]
  })
}
const files = filesBelow('')
const inMain = (file: string) => !subPackages.some((folder) => file.startsWith(`${folder}/`))

test('the main part of the WeChat package stays at or below 900 KB', () => {
  const bytes = files
    .filter(inMain)
    .reduce((sum, file) => sum + statSync(path.join(dist, file)).size, 0)
  expect(bytes).toBeGreaterThan(100_000)
  expect(bytes).toBeLessThanOrEqual(900 * 1024)
})

test('each subpackage stays below WeChat’s 2 MB, and nothing that draws charts is in the main part', () => {
  for (const folder of subPackages) {
    const own = files.filter((file) => file.startsWith(`${folder}/`))
    const bytes = own.reduce((sum, file) => sum + statSync(path.join(dist, file)).size, 0)
    expect(bytes, folder).toBeLessThan(2 * 1024 * 1024)
  }
  // a mark that echarts leaves in its objects and that survives minification
  const drawing = files.filter(
    (file) =>
      file.endsWith('.js') && readFileSync(path.join(dist, file), 'utf8').includes('__ec_inner_'),
  )
  expect(drawing).toEqual(['desk/study/index.js'])
})

test('every page of app.json is in the package, with its template', () => {
  const pages = [
    ...app.pages,
    ...(app.subPackages ?? []).flatMap(({ root, pages: own }) =>
      own.map((page) => path.posix.join(root, page)),
    ),
  ]
  expect(files).toEqual(
    expect.arrayContaining(pages.flatMap((page) => [`${page}.js`, `${page}.wxml`])),
  )
})

test('nothing of zod, and no code made from strings, is in the package', () => {
  // words of zod's own source that survive minification; WeChat refuses `new Function`
  const suspicious = /ZodError|invalid_union|unrecognized_keys|new Function\((?!"return this"\))/
  const found = files
    .filter((file) => file.endsWith('.js'))
    .filter((file) => suspicious.test(readFileSync(path.join(dist, file), 'utf8')))
  expect(found).toEqual([])
})
