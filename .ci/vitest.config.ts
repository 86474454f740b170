import {defineConfig} from 'vitest/config'

import ByName from './by-name.js'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    disableConsoleIntercept: true,
    sequence: {sequencer: ByName},
    projects: [
      {
        extends: true,
        test: {name: 'unit', include: ['test/**/*.test.ts'], testTimeout: 30_000},
      },
      {
        extends: true,
        test: {name: 'faults', include: ['test/**/*.faults.ts'], testTimeout: 300_000, hookTimeout: 120_000},
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.ts'],
          fileParallelism: false,
          globalSetup: ['test/e2e/setup.ts', 'test/e2e/watch.setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/e2e/**/*.node.ts'],
          fileParallelism: false,
          globalSetup: ['test/e2e/setup.ts', 'test/e2e/watch.setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
