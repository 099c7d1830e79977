import { expect, test } from 'vitest'
import { HandWritten } from '../../bench/hand.ts'
import { benchInput, benchKinds, benchResponse } from '../../bench/inputs.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'

test.for(Object.keys(benchKinds))('the hand-written loop writes the bytes of the runner: %s', (name) => {
  const { inputs } = benchInput(name, 400)
  const [byHand, byRunner]: [string[], string[]] = [[], []]
  const hand = new HandWritten(benchResponse, (frame) => void byHand.push(frame))
  const runner = runnerEngine(benchResponse, { onFrame: (frame) => void byRunner.push(frame) })
  for (const input of inputs) {
    hand.send(input)
    runner.send(input)
  }
  expect(byHand).toEqual(byRunner)
})
