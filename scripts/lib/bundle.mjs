// How server and bot become plain JavaScript: our own TypeScript in one file, packages left outside.
import { createRequire } from 'node:module'
import path from 'node:path'
import { build } from 'esbuild'

/**
 * Packages that are put into the bundle all the same, because Node cannot import them as our
 * sources do: named exports of chinese-days' CommonJS, dayjs plugins without `.js`.
 */
const inlined = /^(@lianxin\/|chinese-days$|dayjs($|\/))/

/** @type {import('esbuild').Plugin} */
const inline = {
  name: 'inline',
  setup(esbuild) {
    esbuild.onResolve({ filter: inlined }, ({ path: request, resolveDir }) => ({
      path: createRequire(path.join(resolveDir, 'importer.js')).resolve(request),
    }))
  },
}

/**
 * Bundles for Node 20 as ES modules, into `dist` below the package.
 * @param {string} packageDir absolute
 * @param {Record<string, string>} entryPoints name in `dist` without `.js` → source file
 */
export async function bundle(packageDir, entryPoints) {
  await build({
    absWorkingDir: packageDir,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
    plugins: [inline],
  })
}
