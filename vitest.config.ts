import { defineConfig } from 'vitest/config'
import { reporting } from './vitest.reporting.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.slow.test.ts', 'node_modules/**'],
    testTimeout: 60_000,
    ...reporting,
  },
})
