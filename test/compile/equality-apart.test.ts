import { expect, test } from 'vitest'
import { responseMachine } from '../../machines/response.ts'
import { compile } from '../../src/runtime/compile.ts'
import { unequalAnswers, unequalPast, unequalRefusal, unreadable } from './unequal-apart.ts'

const compiled = compile(responseMachine)

test.for(Object.keys(unreadable))('a snapshot %s is refused alike', (name) => {
  expect(unequalRefusal(compiled, unreadable[name]!)).toBe(null)
})

test('a host that answers from inside the sink is heard after the events that are still being said', () => {
  expect(unequalAnswers(compiled)).toBe(null)
})

test("the logic's snapshots stay as they were when its actor goes on", () => {
  expect(unequalPast(compiled)).toBe(null)
})
