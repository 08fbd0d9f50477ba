import path from 'node:path'
import { defineConfig } from '@tarojs/cli'

const root = path.resolve(__dirname, '..')
const sharedSource = path.resolve(root, '../shared/src')
const target = process.env.TARO_ENV ?? 'h5'

// Sizes are written in real px and left alone (no rpx, no rem): an older reader's letters
// must have the size the tokens say on every screen, and a wide H5 page must not blow up.
const keepPx = { pxtransform: { enable: false } }

const define = {
  // The weapp has no origin of its own, so the server's address is built in. H5 is served
  // by the same server and always talks to its own origin.
  LIANXIN_API_BASE: JSON.stringify(process.env.LIANXIN_API_BASE ?? ''),
  // Shown on 我的, to help when someone reports a fault.
  LIANXIN_VERSION: JSON.stringify(process.env.npm_package_version ?? '0.1.0'),
}

export default defineConfig<'webpack5'>({
  projectName: 'lianxin-bridge',
  date: '2026-11-22',
  designWidth: 375,
  deviceRatio: { 375: 2, 640: 2.34 / 2, 750: 1, 828: 1.81 / 2 },
  sourceRoot: 'src',
  outputRoot: `dist/${target}`,
  plugins: ['@tarojs/plugin-html'],
  defineConstants: define,
  alias: {
    '@': path.resolve(root, 'src'),
    // Its ES module lies in a package of type commonjs, which webpack refuses to parse; nothing
    // of it is left in the bundle, since pages never ask for a working day.
    'chinese-days': path.resolve(root, '../shared/node_modules/chinese-days/dist/index.min.js'),
    // What only a browser, or only WeChat, needs in CSS.
    'platform-styles': path.resolve(root, `src/ui/platform.${target}.scss`),
  },
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  copy: { patterns: [], options: {} },
  mini: {
    compile: { include: [sharedSource] },
    optimizeMainPackage: { enable: true },
    postcss: { ...keepPx, cssModules: { enable: false } },
    miniCssExtractPluginOption: { ignoreOrder: true },
  },
  h5: {
    publicPath: './',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    compile: { include: [sharedSource] },
    output: {
      filename: 'js/[name].[contenthash:8].js',
      chunkFilename: 'js/[name].[chunkhash:8].js',
    },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash].css',
      chunkFilename: 'css/[name].[chunkhash].css',
    },
    postcss: { ...keepPx, autoprefixer: { enable: true }, cssModules: { enable: false } },
  },
})
