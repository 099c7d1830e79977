import * as fc from 'fast-check'
import { expect } from 'vitest'
import { actorEngine } from '../../src/runtime/actor-engine.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import { anyInputs, anyOptions } from './inputs.ts'
import { drive, expectWhole, send } from './run.ts'

/** Inputs in any order are a whole stream when they come through the driver. */
export function throughTheDriver(numRuns: number): void {
  fc.assert(
    fc.property(anyOptions, anyInputs, (options, [before, ending, after]) => {
      // Whoever still waits for a tool does not finish before its answer, or a failure, or a cancellation.
      const inputs = [...before, ending, ...after, { type: 'response.cancel' as const }]
      const ran = drive(actorEngine, inputs, options)
      expectWhole(inputs, ran)
      expect(drive(runnerEngine, inputs, options)).toEqual(ran)
    }),
    { numRuns },
  )
}

/** Inputs in any order are a whole stream when they are sent straight into the actor. */
export function intoTheActor(numRuns: number): void {
  fc.assert(
    fc.property(anyOptions, anyInputs, (options, [before, ending, after]) => {
      const inputs = [...before, ending, ...after]
      expectWhole(inputs, send(inputs, options))
    }),
    { numRuns },
  )
}
