import { beforeAll, describe, expect, test, vi } from 'vitest'
import { responseMachine } from '../../machines/response.ts'
import { itemInputs } from '../../src/paths/inputs.ts'
import { compile } from '../../src/runtime/compile.ts'
import { itemConfigurations } from '../paths/configurations.ts'
import { randomOf, randomWalk } from './random-walks.ts'
import { shortest, unequal } from './unequal.ts'
import { type ItemMove, unequalItem } from './unequal-items.ts'

const compiled = compile(responseMachine)

// XState says on the console what it drops after the end.
beforeAll(() => void vi.spyOn(console, 'warn').mockReturnValue())
const thousands = Array.from({ length: 10 }, (_, index) => index)

describe('on random walks, with early endings, inputs out of place and restores', () => {
  test.for(thousands)('the compiled response is the reference (thousand %i)', { timeout: 60_000 }, (thousand) => {
    for (let seed = thousand * 1000; seed < (thousand + 1) * 1000; seed += 1) {
      const walk = randomWalk(seed)
      const told = unequal(compiled, walk)
      const moves = told === null ? '' : JSON.stringify(shortest(compiled, walk).moves)
      expect(told, `walk ${seed}, at its shortest: ${moves}`).toBe(null)
    }
  })

  test.for(itemConfigurations)('a compiled $kind alone ($hostedTools) is the reference', ({ kind, hostedTools }) => {
    const random = randomOf(kind.length)
    const alphabet: readonly ItemMove[] = [...itemInputs(kind), 'restore']
    for (let run = 0; run < 300; run += 1) {
      const moves = Array.from({ length: 12 }, (_, at): ItemMove => {
        const some = at === 0 ? itemInputs(kind) : alphabet
        return some[Math.floor(random() * some.length)]!
      })
      expect(unequalItem(kind, hostedTools, moves), JSON.stringify(moves)).toBe(null)
    }
  })
})
