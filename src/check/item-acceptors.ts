import type { AnyStateMachine } from 'xstate'
import { allItemMachines } from '../../machines/all.ts'
import type { TableAcceptor } from './acceptor.ts'
import { withShortFailures } from './allowances.ts'
import { determinise } from './determinise.ts'
import { explore } from './explore.ts'
import type { Kind } from './kinds.ts'
import { letterOf } from './letter.ts'
import { sampleInputs, sampleItems } from './sample-inputs.ts'
import { toleranceOf, withTolerances } from './tolerances.ts'
import type { Profile, Tolerance } from './finding.ts'

const made = new Map<string, TableAcceptor>()

/** The acceptor of one kind of item, read off its machine when it is first asked for. */
export function itemAcceptor(kind: Kind, profile: Profile = 'strict'): TableAcceptor {
  const name = `${kind} ${profile}`
  const known = made.get(name)
  if (known !== undefined) return known
  const acceptor =
    profile === 'strict' ? deriveItem(kind, allItemMachines[kind]) : withTolerances(kind, itemAcceptor(kind))
  made.set(name, acceptor)
  return acceptor
}

/** The language of an item kind's machine, and what the protocol allows besides. */
export function deriveItem(kind: Kind, machine: AnyStateMachine): TableAcceptor {
  const inputs = sampleInputs(machine.events)
  const language = explore({
    machine,
    starts: sampleItems(kind),
    inputs,
    letter: (event) => (event.type === 'warning' ? null : letterOf(event)),
  })
  return withShortFailures(determinise(language))
}

/** The tolerance that lets an item take a letter in this state; null where strict has it too, or nobody has. */
export function toleranceOfStep(kind: Kind, letter: string, state: number | null): Tolerance | null {
  const tolerance = toleranceOf(kind, letter)
  if (tolerance === null || state === null) return null
  // Both acceptors number their states alike.
  const tolerated = itemAcceptor(kind, 'observed').step(state, letter) >= 0
  return tolerated && itemAcceptor(kind).step(state, letter) < 0 ? tolerance : null
}
