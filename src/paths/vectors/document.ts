import { chatChunks } from './chat-form.ts'
import { harmonyText, harmonyTokens } from './harmony-form.ts'
import type { MachineName } from './machines.ts'
import { negativesOf } from './negative.ts'
import { play } from './play.ts'
import type { MachineVectors, Vector, VectorDocument } from './vector.ts'
import { type Path, pathsOf } from './walked.ts'

/** All vectors of these machines; the same ones every time. */
export function vectorDocument(machines: readonly MachineName[]): VectorDocument {
  return { version: 1, machines: machines.map(machineVectors) }
}

/** The vectors of one machine: a positive one for each of its paths, a negative one for each rule that it can break. */
export function machineVectors(machine: MachineName): MachineVectors {
  return { machine, positive: pathsOf(machine).map((path) => vectorOf(machine, path)), negative: negativesOf(machine) }
}

function vectorOf(machine: MachineName, { name, given, inputs }: Path): Vector {
  // Model output says nothing of hosts and queues, and a lone item has none.
  const isTold = given.machine === 'response' && given.input.hostedTools === 'close' && given.input.queued !== true
  return {
    id: `${machine}/${name.replaceAll(/[, ]+/g, '-')}`,
    given,
    inputs: {
      machine: inputs,
      harmony: isTold ? harmonyText(inputs) : null,
      tokens: isTold ? harmonyTokens(inputs) : null,
      chat: isTold ? chatChunks(inputs) : null,
    },
    expected: play(given, inputs),
  }
}
