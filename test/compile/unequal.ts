import { isDeepStrictEqual } from 'node:util'
import type { Snapshot } from 'xstate'
import type { CompiledResponse } from '../../src/runtime/compile.ts'
import { dialects } from '../../src/wire/dialect.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import type { ResponseInput } from '../../src/wire/response.ts'
import { LogicSide, ReferenceSide, RunnerSide, type Side } from './sides.ts'

/** A step of a walk: an input; or all sides stop, and each is carried on from what another one persisted. */
export type Move = ResponseMachineInput | 'restore'

/** A walk from the beginning. */
export interface Walk {
  input: ResponseInput
  moves: readonly Move[]
}

/** What the walk shows to be different between the reference and the compiled machine; null where nothing is. */
export function unequal(compiled: CompiledResponse, { input, moves }: Walk): string | null {
  const reference = new ReferenceSide()
  const others = [new LogicSide(compiled), new RunnerSide(compiled, null)]
  const framing = dialects.map((dialect) => new RunnerSide(compiled, dialect))
  const sides: Side[] = [reference, ...others, ...framing]
  for (const side of sides) side.begin(input)
  const begun = compare(reference, others, framing)
  if (begun !== null) return `at the beginning: ${begun}`
  for (const [index, move] of moves.entries()) {
    const persisting = move === 'restore' || index === moves.length - 1
    if (move === 'restore') exchange(sides, index)
    else for (const side of sides) side.send(move)
    const told = persisting ? compare(reference, sides, []) : compare(reference, others, framing)
    if (told !== null) return `after ${index + 1} (${JSON.stringify(move)}): ${told}`
  }
  return null
}

/** Each side goes on with what the next but `turn` one persisted. */
function exchange(sides: readonly Side[], turn: number): void {
  const texts = sides.map((side) => JSON.stringify(side.persisted()))
  for (const [index, side] of sides.entries()) side.resume(read(texts[(index + turn) % texts.length]!))
}

const read = (text: string): Snapshot<unknown> => JSON.parse(text)

/** `framing` say the same from the same states as the runner, in other words: what they persist is compared seldom. */
function compare(reference: ReferenceSide, others: readonly Side[], framing: readonly Side[]): string | null {
  const events = reference.said()
  for (const side of [...others, ...framing]) {
    if (side === reference) continue
    const told = differ('what is said', JSON.stringify(side.expected(events)), JSON.stringify(side.said()))
    if (told !== null) return `${side.name}: ${told}`
  }
  const text = JSON.stringify(reference.persisted())
  const seen = JSON.stringify(reference.seen())
  for (const side of others) {
    const told =
      differ('what is seen', seen, JSON.stringify(side.seen())) ??
      differ('the persisted snapshot', text, JSON.stringify(side.persisted()))
    if (told !== null) return `${side.name}: ${told}`
  }
  return null
}

/** Bytes first: they are the same but for the order of a snapshot's fields, and ten times as fast to compare. */
export function differ(what: string, expected: string, got: string): string | null {
  if (expected === got) return null
  if (what === 'the persisted snapshot' && isDeepStrictEqual(JSON.parse(expected), JSON.parse(got))) return null
  return `${what} is\n${got}\nand not\n${expected}`
}

/** The walk without the moves that the difference does not need. */
export function shortest(compiled: CompiledResponse, { input, moves }: Walk): Walk {
  for (let at = moves.length - 1; at >= 0; at -= 1) {
    const fewer = { input, moves: moves.toSpliced(at, 1) }
    if (unequal(compiled, fewer) !== null) return shortest(compiled, fewer)
  }
  return { input, moves }
}
