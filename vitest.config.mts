import { configDefaults, defineConfig } from 'vitest/config'

/** One embedded store for the whole run; each test file has a database of its own in it. */
const globalSetup = ['./tests/support/global-setup.ts']

/**
 * On another engine the tests that are about the embedded store alone would only say the same
 * again; those that compare the two, or use either, run there too.
 */
const exclude = [
  ...configDefaults.exclude,
  ...(process.env.MONGODB_URI
    ? [
        'server/src/embedded-mongo/!(mongoose|differential).test.ts',
        'server/src/embedded-mongo/{commands,storage,values,wire}/**',
        'server/src/embedded-mongo/aggregation/fairness.test.ts',
        'tests/specs/**',
        'tests/integration/store-backup.test.ts',
      ]
    : []),
]

const unit = (name: string, files = `${name}/src/**/*.test.ts`) => ({
  test: { name, include: [files], exclude, environment: 'node' as const },
})

/**
 * Tests that start real processes take seconds, not milliseconds. Another engine may stall for most
 * of a minute while it builds the indexes of another test file; how fast it is is not tested.
 */
const slow = process.env.MONGODB_URI
  ? { testTimeout: 240_000, hookTimeout: 240_000 }
  : { testTimeout: 60_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    maxWorkers: 2,
    slowTestThreshold: 3_000,
    projects: [
      unit('shared'),
      // On a busy machine a test of many transactions takes a while.
      { test: { ...unit('server').test, globalSetup, ...slow } },
      unit('bot'),
      'miniprogram/vitest.config.*',
      {
        test: {
          ...slow,
          name: 'integration',
          exclude,
          include: ['tests/{integration,weapp,support,specs}/**/*.test.ts'],
          globalSetup,
        },
      },
      {
        test: {
          ...slow,
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup,
          // a browser and a server each take a core
          fileParallelism: false,
        },
      },
    ],
  },
})
