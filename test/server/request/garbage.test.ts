import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// Seven kilobytes a request were (zod's `transform`): they filled the heap, and made every collection ten times as long.
test('what reading a request leaves behind is freed with the next minor collection', () => {
  const flags = ['--expose-gc', '--min-semi-space-size=32', '--max-semi-space-size=32', '--initial-old-space-size=500']
  const bytes = execFileSync(process.execPath, [...flags, fileURLToPath(new URL('garbage.ts', import.meta.url))])
  expect(Number(String(bytes))).toBeLessThan(2_000)
})
