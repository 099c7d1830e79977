import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Spool } from '../../../src/server/tap/spool.ts'

let folder = ''
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'counterpoint-spool-'))))
afterAll(async () => rm(folder, { recursive: true }))

/** Writes so many pieces of a kilobyte. */
function filled(name: string, kilobytes: number, where = folder): Spool {
  const spool = new Spool(where, name)
  for (let n = 0; n < kilobytes; n += 1) spool.write(Buffer.alloc(1024, n % 251))
  return spool
}

describe('a spool', () => {
  it.each([0, 1, 256, 257, 5000])('keeps %i kilobytes as they came', async (kilobytes) => {
    const path = await filled(`kept-${kilobytes}`, kilobytes).keep('rule')
    expect(path).toBe(join(folder, `kept-${kilobytes}-rule.sse`))
    const expected = Buffer.concat(Array.from({ length: kilobytes }, (_, n) => Buffer.alloc(1024, n % 251)))
    expect((await readFile(path ?? '')).equals(expected)).toBe(true)
  })

  it.each([1, 5000])('leaves nothing of %i kilobytes that are not kept', async (kilobytes) => {
    const before = await readdir(folder)
    await filled('dropped', kilobytes).drop()
    expect(await readdir(folder)).toEqual(before)
  })

  it.each([1, 5000])('gives up on %i kilobytes where there is no folder, and nobody is hurt', async (kilobytes) => {
    expect(await filled('lost', kilobytes, join(folder, 'nowhere')).keep('rule')).toBeNull()
    await filled('lost', kilobytes, join(folder, 'nowhere')).drop()
  })
})
