import { existsSync } from 'node:fs'
import path from 'node:path'
import { mustRun, Problem, root } from './run.mjs'
import { hashOf, stampSays, writeStamp } from './stamp.mjs'
import { step } from './steps.mjs'

/**
 * @typedef {object} Target
 * @property {string} title
 * @property {string} cwd relative to the root
 * @property {string[]} inputs files and folders it is made from
 * @property {string[]} outputs files that must be there afterwards
 * @property {string} stamp
 * @property {string[]} command arguments for node, run in `cwd`
 * @property {NodeJS.ProcessEnv} [env]
 */

const common = ['shared/src', 'shared/package.json', 'tsconfig.base.json', 'pnpm-lock.yaml']
const miniprogram = ['src', 'config', 'types', 'babel.config.js', 'package.json', 'tsconfig.json']
const bundle = (/** @type {string} */ name) => [
  ...['src', 'build.mjs', 'package.json', 'tsconfig.json'].map((file) => `${name}/${file}`),
  'scripts/lib/bundle.mjs',
]

/** @param {'h5' | 'weapp'} type @param {string} title @param {string[]} outputs @returns {Target} */
const taro = (type, title, outputs) => ({
  title,
  cwd: 'miniprogram',
  inputs: [...miniprogram.map((file) => `miniprogram/${file}`), ...common],
  outputs: outputs.map((file) => `miniprogram/dist/${type}/${file}`),
  stamp: `miniprogram/dist/.stamp-${type}`,
  command: ['node_modules/@tarojs/cli/bin/taro', 'build', '--type', type],
  env: { NODE_ENV: 'production' },
})

/** @typedef {'server' | 'bot' | 'h5' | 'weapp'} TargetName */

/** Everything there is to build, in the order to build it. */
export const targetNames = /** @type {const} */ (['server', 'bot', 'h5', 'weapp'])

/** @param {string} name @returns {name is TargetName} */
export const isTarget = (name) => targetNames.some((known) => known === name)

/** @type {Record<TargetName, Target>} */
const targets = {
  server: {
    title: 'building the server',
    cwd: 'server',
    inputs: [...bundle('server'), ...common],
    outputs: [
      'main.js',
      'store.js',
      'store-data.js',
      'embedded-mongo-worker.js',
      'sheets-worker.js',
    ].map((file) => `server/dist/${file}`),
    stamp: 'server/dist/.stamp',
    command: ['build.mjs'],
  },
  bot: {
    title: 'building the bot',
    cwd: 'bot',
    inputs: [...bundle('bot'), ...common],
    outputs: ['bot/dist/main.js', 'bot/dist/playground-puppet.js'],
    stamp: 'bot/dist/.stamp',
    command: ['build.mjs'],
  },
  h5: taro('h5', 'building the web pages', ['index.html']),
  weapp: taro('weapp', 'building the WeChat miniprogram', ['app.js', 'app.json']),
}

/**
 * Builds those targets that are missing or older than their sources.
 * @param {TargetName[]} names in the order to build
 * @returns {Promise<string[]>} the names that had to be built
 * @throws {Problem} with the end of the build's output when one fails
 */
export async function ensureBuilt(names) {
  /** @type {string[]} */
  const built = []
  for (const name of names) {
    const target = targets[name]
    const wanted = hashOf(target.inputs)
    const missing = () => target.outputs.filter((file) => !existsSync(path.join(root, file)))
    if (missing().length === 0 && stampSays(target.stamp, wanted)) continue
    await step(target.title, () =>
      mustRun(target.title, process.execPath, target.command, {
        cwd: path.join(root, target.cwd),
        env: { ...process.env, ...target.env },
      }),
    )
    const lacking = missing()
    if (lacking.length > 0) throw new Problem(`${target.title} left out ${lacking.join(', ')}.`)
    writeStamp(target.stamp, wanted)
    built.push(name)
  }
  return built
}
