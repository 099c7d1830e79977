import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import { itemMachines } from '../../machines/items.ts'
import { responseMachine } from '../../machines/response.ts'
import type { ResponseAt } from '../../src/paths/compose.ts'
import { explore, type Graph } from '../../src/paths/graph.ts'
import { walkableItem, walkableResponse } from '../../src/paths/walkables.ts'
import { edgeWalks, tours } from '../../src/paths/walks.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import type { ItemInput } from '../../src/wire/item.ts'
import { alike } from './alike.ts'
import { checkClient, type Checked, checkItem, checkResponse } from './check.ts'
import { itemConfigurations, responseConfigurations } from './configurations.ts'
import { probed } from './mutants.ts'

/** One walk, to be tried on any machine in the place of the one that it was made from. */
export interface Trial {
  steps: number
  /** The groups of transitions that the original is asked for on it. */
  groups: ReadonlySet<string>
  /** What the original says. */
  stream: string
  check: (machine: AnyStateMachine) => Checked
}

/** A machine with all the walks made from it, the short ones first. */
export interface Subject {
  name: string
  machine: AnyStateMachine
  trials: Trial[]
  /** Whether another machine does the same as this one, whatever comes. */
  alike: (other: AnyStateMachine) => boolean
}

/** The machines, and the paths that the path tests walk. */
export function subjects(): Subject[] {
  const found = new Map<string, Subject>()
  const add = (name: string, machine: AnyStateMachine, trials: Trial[], same: Subject['alike']) => {
    const before = found.get(name)
    const all = [...(before?.trials ?? []), ...trials].toSorted((a, b) => a.steps - b.steps)
    found.set(name, { name, machine, trials: all, alike: (other) => same(other) && (before?.alike(other) ?? true) })
  }
  for (const configuration of itemConfigurations) {
    const { kind, hostedTools } = configuration
    const walkable = (machine?: AnyStateMachine) => walkableItem(kind, hostedTools, machine)
    const check = (machine: AnyStateMachine, inputs: readonly ItemInput[]) =>
      checkItem(walkable(machine), configuration, inputs)
    const trials = trialsOf(itemMachines[kind], inputsOf(explore(walkable())), check)
    add(kind, itemMachines[kind], trials, (other) => alike(walkable(), walkable(other), seenOfItem))
  }
  for (const configuration of responseConfigurations) {
    const walkable = (machine?: AnyStateMachine) => walkableResponse(configuration, machine)
    const check = (machine: AnyStateMachine, inputs: readonly ResponseMachineInput[]) =>
      checkResponse(walkable(machine), configuration, inputs)
    const trials = trialsOf(responseMachine, inputsOf(explore(walkable())), check)
    add('response', responseMachine, trials, (other) => alike(walkable(), walkable(other), seenOfResponse))
  }
  return [...found.values()]
}

const seenOfItem = ({ value, context }: AnyMachineSnapshot) => ({ value, context })

/** An actor is no part of what is seen of a response; that there is one is. */
const seenOfResponse = ({ response: { value, context } }: ResponseAt) => ({
  value,
  ...context,
  item: context.item !== null,
})

function inputsOf<At, Input, Event>(graph: Graph<At, Input, Event>): Input[][] {
  return [...edgeWalks(graph), ...tours(graph)].map((walk) => walk.map(({ input }) => input))
}

function trialsOf<Input>(
  machine: AnyStateMachine,
  walks: readonly Input[][],
  check: (machine: AnyStateMachine, inputs: readonly Input[]) => Checked,
): Trial[] {
  let groups = new Set<string>()
  const probe = probed(machine, (group) => groups.add(group))
  return walks.map((inputs) => {
    groups = new Set()
    const stream = JSON.stringify(check(probe, inputs).stream)
    return { steps: inputs.length, groups, stream, check: (changed) => check(changed, inputs) }
  })
}

/** What became of a changed machine. */
export interface Fate {
  /** The first thing that was wrong with it; null where it survived. */
  killedBy: string | null
  /** Whether nothing was changed at all: it was explored beside the original, and does the same. */
  equivalent: boolean
}

/** Most mistakes show on one of the first walks; those that do not may be none. */
const enough = 30

/** Puts a changed machine on the walks that ask for the changed transitions. */
export async function fateOf(subject: Subject, group: string, machine: AnyStateMachine): Promise<Fate> {
  const relevant = subject.trials.filter(({ groups }) => group.endsWith(' entry') || groups.has(group))
  const odd: (readonly object[])[] = []
  for (const [index, { check, stream }] of relevant.entries()) {
    if (index === enough && odd.length === 0 && subject.alike(machine)) return { killedBy: null, equivalent: true }
    const checked = attempt(() => check(machine))
    if (typeof checked === 'string') return { killedBy: checked, equivalent: false }
    if (checked.complaints[0] !== undefined) return { killedBy: checked.complaints[0], equivalent: false }
    if (JSON.stringify(checked.stream) !== stream) odd.push(checked.stream)
  }
  // The client is slow, and can't tell a stream from the original's where they are the same.
  for (const stream of odd) {
    const [complaint] = await checkClient(stream)
    if (complaint !== undefined) return { killedBy: complaint, equivalent: false }
  }
  return { killedBy: null, equivalent: subject.alike(machine) }
}

function attempt(check: () => Checked): Checked | string {
  try {
    return check()
  } catch (error) {
    return `throws: ${error instanceof Error ? error.message : String(error)}`
  }
}
