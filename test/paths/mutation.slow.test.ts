import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { mutate, summary, type Tried } from '../../scripts/mutate.ts'

/** The survivors that the document explains: list entries that are one name in backticks; `…` stands for anything. */
function explained(): { name: string; pattern: RegExp }[] {
  const document = readFileSync(new URL('../../docs/mutants.md', import.meta.url), 'utf8')
  return [...document.matchAll(/^- `(.+)`$/gm)].map(([, name = '']) => ({
    name,
    pattern: new RegExp(`^${name.split('…').map(RegExp.escape).join('.+')}$`),
  }))
}

describe('a mistake in a machine is noticed', () => {
  let tried: Tried[] = []

  beforeAll(async () => {
    tried = await mutate()
    console.log(summary(tried))
  }, 600_000)

  test('on the walks, in at least 95 of 100 cases', () => {
    const mistakes = tried.filter(({ equivalent }) => !equivalent)
    const killed = mistakes.filter(({ killedBy }) => killedBy !== null)
    expect(mistakes.length).toBeGreaterThan(1000)
    expect(killed.length / mistakes.length).toBeGreaterThanOrEqual(0.95)
  })

  test('or docs/mutants.md says why not', () => {
    const entries = explained()
    const survivors = tried.filter(({ killedBy }) => killedBy === null).map(({ name }) => name)
    const killed = tried.filter(({ killedBy }) => killedBy !== null).map(({ name }) => name)
    const matching = (names: string[]) => names.filter((name) => entries.some(({ pattern }) => pattern.test(name)))
    expect(matching(survivors)).toEqual(survivors)
    expect(matching(killed)).toEqual([])
    expect(entries.filter(({ pattern }) => !survivors.some((name) => pattern.test(name)))).toEqual([])
  })
})
