import path from 'node:path'
import { defineConfig } from 'vitest/config'

const here = import.meta.dirname

// Taro's own modules need a build for a target; these small stand-ins behave like its H5 part.
export default defineConfig({
  root: here,
  resolve: {
    alias: [
      { find: /^@tarojs\/taro$/, replacement: path.join(here, 'test-stubs/taro.ts') },
      {
        find: /^@tarojs\/components$/,
        replacement: path.join(here, 'test-stubs/components.tsx'),
      },
      {
        find: '@nutui/nutui-react-taro',
        replacement: path.join(here, 'test-stubs/nutui.tsx'),
      },
      { find: /^@\//, replacement: `${path.join(here, 'src')}/` },
    ],
  },
  define: {
    LIANXIN_API_BASE: JSON.stringify(''),
    LIANXIN_VERSION: JSON.stringify('test'),
  },
  test: {
    name: 'miniprogram',
    include: ['src/**/*.test.{ts,tsx}'],
    environment: 'jsdom',
    restoreMocks: true,
    testTimeout: 20_000,
  },
})
