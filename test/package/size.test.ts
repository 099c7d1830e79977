import { expect, test } from 'vitest'
import { coreSize } from '../../scripts/size.ts'

test('the core entry point, minified and gzipped without xstate, is at most 20 kB', async () => {
  const { gzipKb, modules } = await coreSize()
  const largest = modules.slice(0, 10).map(([path, bytes]) => `${path} ${bytes}`)
  expect(gzipKb, largest.join('\n')).toBeLessThanOrEqual(20)
})

test('the core entry point holds no module of Node and none of the command line, the server or the checker', async () => {
  const { modules } = await coreSize()
  const foreign = modules.filter(([path]) => /^node:|^src\/(cli|server|check|paths|inspector)\//.test(path))
  expect(foreign).toEqual([])
})
