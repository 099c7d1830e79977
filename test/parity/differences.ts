import { isDeepStrictEqual } from 'node:util'
import { D1, D2, D9, D16, D19, D20, D22, D24, D26, D27, D28 } from './differences-in-fields.ts'
import { D3, D4, D5, D6, D7, D10, D11, D12, D13, D15 } from './differences-in-order.ts'
import { streamOf, type Telling } from './telling.ts'

/**
 * The differences of docs/deviations.md, in an order in which each finds what it needs: first what is said at all,
 * then whose it is, then how it is spelled.
 *
 * Five have nothing to do here. D8, D17, D25: no tool runs, and no host knows a url or gives a second content. D14:
 * the files hold no `response.completed.output`. D18, D21: both sides speak the vllm dialect without log
 * probabilities. Their own tests are elsewhere (test/wire, test/runtime, test/fixtures).
 */
export const differences: Readonly<Record<string, (telling: Telling) => Telling>> = {
  D13,
  D10,
  D15,
  D5,
  D7,
  D3,
  D11,
  D12,
  D6,
  D2,
  D4,
  D1,
  D9,
  D16,
  D19,
  D20,
  D22,
  D24,
  D26,
  D27,
  D28,
}

/** The telling with every difference, and the numbers of those that changed something. */
export function applyAll(telling: Telling): { telling: Telling; changed: string[] } {
  const changed: string[] = []
  let current = telling
  for (const [number, difference] of Object.entries(differences)) {
    const next = difference(current)
    if (!isDeepStrictEqual(streamOf(next), streamOf(current))) changed.push(number)
    current = next
  }
  return { telling: current, changed: changed.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))) }
}
