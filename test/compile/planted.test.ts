import { beforeAll, expect, test, vi } from 'vitest'
import { responseMachine } from '../../machines/response.ts'
import type * as compileModule from '../../src/runtime/compile.ts'
import { altered } from './altered.ts'
import { faults } from './faults.ts'
import { randomWalk } from './random-walks.ts'
import { unequal } from './unequal.ts'
import { unequalAnswers, unequalPast, unequalRefusal, unreadable } from './unequal-apart.ts'

// XState says on the console what it drops after the end.
beforeAll(() => void vi.spyOn(console, 'warn').mockReturnValue())

/** As many random walks as it takes; all that the compiled side does wrong is found among ten thousand of them. */
const enough = 1000

/** The first difference that the equality tests find; null where they find none. */
function difference({ compile }: typeof compileModule, walks: number): string | null {
  try {
    const compiled = compile(responseMachine)
    for (const spoil of Object.values(unreadable)) {
      const told = unequalRefusal(compiled, spoil)
      if (told !== null) return told
    }
    const apart = unequalAnswers(compiled) ?? unequalPast(compiled)
    if (apart !== null) return apart
    for (let seed = 0; seed < walks; seed += 1) {
      const told = unequal(compiled, randomWalk(seed))
      if (told !== null) return told
    }
    return null
  } catch (error) {
    return String(error)
  }
}

test('a copy of the compiler without a fault is the reference', async () => {
  using copy = await altered(null)
  expect(difference(copy.module, 100)).toBe(null)
})

test.for(faults)('a fault is found where it breaks this: $feature', { timeout: 60_000 }, async (fault) => {
  using copy = await altered(fault)
  expect(difference(copy.module, enough)).not.toBe(null)
})
