import { itemInputOf } from '../../../machines/verbs.ts'
import type { WireEvent } from '../../wire/event.ts'
import type { ResponseMachineInput } from '../../wire/input.ts'
import { envelope } from '../envelope.ts'
import type { Walkable } from '../walkable.ts'
import { walkableResponse } from '../walkables.ts'
import { walkableAlone } from './alone.ts'
import type { Given, Values, Vector } from './vector.ts'

type Expected = Vector['expected']

/** What a machine says to these inputs. */
export function play(given: Given, inputs: readonly ResponseMachineInput[]): Expected {
  if (given.machine === 'response') {
    const { events, ignored } = heard(walkableResponse(given.input), inputs)
    return { events, values: valuesOf(events), ignored }
  }
  const told = inputs.flatMap((input) => itemInputOf(input) ?? [])
  const { events, ignored } = heard(walkableAlone(given.machine, given.input), told)
  const stream = envelope(events)
  return { events: stream, values: valuesOf(stream), ignored }
}

function heard<At, Input extends ResponseMachineInput, Event>(
  walkable: Walkable<At, Input, Event>,
  inputs: readonly Input[],
): { events: Event[]; ignored: number[] } {
  let { at, events } = walkable.start()
  const said = [...events]
  const ignored: number[] = []
  for (const [index, input] of inputs.entries()) {
    // A machine that is done is told no more.
    if (walkable.done(at)) break
    const step = walkable.step(at, input)
    ;({ at, events } = step)
    said.push(...events)
    if (step.warnings.length > 0) ignored.push(index)
  }
  return { events: said, ignored }
}

function valuesOf(events: readonly WireEvent[]): Values | null {
  const last = events.at(-1)
  if (last === undefined || !('response' in last)) return null
  const { status, output, usage, error, incomplete_details } = last.response
  return { status, output, usage, error, incomplete_details }
}
