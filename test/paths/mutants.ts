import { type AnyStateMachine, createMachine } from 'xstate'

type Action = string | { type: string; params?: unknown }

interface Transition {
  guard?: unknown
  target?: string
  actions: Action[]
}

/** A state's config in one spelling: every transition an object in a list. */
interface State {
  id?: string
  type?: string
  entry?: Action[]
  always?: Transition[]
  on?: Record<string, Transition[]>
  states?: Record<string, State>
}

/** A machine with one mistake in it. */
export interface Mutant {
  /** What was done, and where. */
  name: string
  /** The transitions that compete with the changed one: a run that never asks for them can't tell. */
  group: string
  machine: AnyStateMachine
}

const list = <T>(value: T | readonly T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T]

function transitionsOf(config: unknown): Transition[] {
  return list(config as object | string).map((each) =>
    typeof each === 'string' ? { target: each, actions: [] } : { ...each, actions: list((each as Transition).actions) },
  )
}

/** Targets by id, so that a transition means the same wherever its state stands. */
function normalised(config: Record<string, unknown>, path: readonly string[]): State {
  const { on, always, entry, states, ...rest } = config
  const absolute = (transition: Transition): Transition => {
    const { target } = transition
    if (target === undefined || target.startsWith('#')) return transition
    return { ...transition, target: `#${[...path.slice(0, -1), target].join('.')}` }
  }
  const children = Object.entries((states ?? {}) as Record<string, Record<string, unknown>>)
  return {
    ...rest,
    ...(entry !== undefined && { entry: list(entry as Action) }),
    ...(always !== undefined && { always: transitionsOf(always).map(absolute) }),
    on: Object.fromEntries(Object.entries((on ?? {}) as object).map(([e, t]) => [e, transitionsOf(t).map(absolute)])),
    ...(states !== undefined && {
      states: Object.fromEntries(children.map(([name, state]) => [name, normalised(state, [...path, name])])),
    }),
  }
}

/** A copy that can be changed; functions are shared. */
function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)])) as T
}

/** A list of competing transitions, wherever it stands. */
interface Group {
  name: string
  /** The id of the state that it belongs to. */
  state: string
  in: (config: State) => Transition[]
}

function groupsOf(config: State, path: readonly string[], find: (root: State) => State): Group[] {
  const state = path.join('.')
  const events = Object.keys(config.on ?? {})
  return [
    ...events.map((event) => ({ name: `${state} on ${event}`, state, in: (root: State) => find(root).on![event]! })),
    ...(config.always ? [{ name: `${state} always`, state, in: (root: State) => find(root).always! }] : []),
    ...Object.entries(config.states ?? {}).flatMap(([name, inner]) =>
      groupsOf(inner, [...path, name], (root) => find(root).states![name]!),
    ),
  ]
}

/** The ids of the states that a machine can rest in. */
function leavesOf(config: State, path: readonly string[]): string[] {
  const inner = Object.entries(config.states ?? {})
  return inner.length === 0 ? [path.join('.')] : inner.flatMap(([name, state]) => leavesOf(state, [...path, name]))
}

function rebuilt(machine: AnyStateMachine, config: State, guards: object = {}): AnyStateMachine {
  const { actors, actions, delays } = machine.implementations
  const all = { actors, actions, delays, guards: { ...machine.implementations.guards, ...guards } }
  // A mistake may send a machine round in circles.
  return createMachine({ ...config, options: { maxIterations: 100 } } as AnyStateMachine['config'], all)
}

/** Every machine that is one mistake away from this one. */
export function mutantsOf(machine: AnyStateMachine): Mutant[] {
  const config = normalised(machine.config as Record<string, unknown>, [machine.id])
  const leaves = leavesOf(config, [machine.id])
  const mutants: Mutant[] = []
  const make = (what: string, group: string, change: (root: State) => void) => {
    const changed = copy(config)
    change(changed)
    mutants.push({ name: `${group}: ${what}`, group, machine: rebuilt(machine, changed) })
  }
  for (const { name, state, in: find } of groupsOf(config, [machine.id], (root) => root)) {
    const transitions = find(config)
    transitions.forEach(({ guard, target, actions }, index) => {
      const nth = transitions.length > 1 ? ` of ${index + 1}` : ''
      const which = transitions.length > 1 ? ` ${index + 1}` : ''
      make(`drop transition${which}`, name, (root) => find(root).splice(index, 1))
      if (guard !== undefined) make(`drop the guard${nth}`, name, (root) => delete find(root)[index]!.guard)
      for (const leaf of leaves.filter((id) => `#${id}` !== (target ?? `#${state}`))) {
        const to = leaf.slice(machine.id.length + 1)
        make(`turn transition${which} to ${to}`, name, (root) => (find(root)[index]!.target = `#${leaf}`))
      }
      const edit = (change: (actions: Action[]) => void) => (root: State) => change(find(root)[index]!.actions)
      actions.forEach((action, at) => {
        const said = `action ${at + 1}${nth}`
        make(
          `drop ${said}`,
          name,
          edit((all) => all.splice(at, 1)),
        )
        make(
          `double ${said}`,
          name,
          edit((all) => all.splice(at, 0, action)),
        )
        if (at > 0)
          make(
            `swap ${said} with the one before`,
            name,
            edit((all) => all.splice(at - 1, 2, action, all[at - 1]!)),
          )
      })
    })
  }
  for (const [name, state] of Object.entries(config.states ?? {})) {
    for (const at of (state.entry ?? []).keys()) {
      const edit = (change: (entry: Action[]) => void) => (root: State) => change(root.states![name]!.entry!)
      make(
        'drop the action',
        `${machine.id}.${name} entry`,
        edit((entry) => entry.splice(at, 1)),
      )
      make(
        'double the action',
        `${machine.id}.${name} entry`,
        edit((entry) => entry.splice(at, 0, entry[at]!)),
      )
    }
  }
  return mutants
}

/** The same machine, which tells of each group of transitions that it is asked for. */
export function probed(machine: AnyStateMachine, asked: (group: string) => void): AnyStateMachine {
  const config = normalised(machine.config as Record<string, unknown>, [machine.id])
  for (const { name, in: find } of groupsOf(config, [machine.id], (root) => root)) {
    find(config).unshift({ guard: { type: 'probe', params: { name } }, actions: [] })
  }
  const probe = (_: unknown, { name }: { name: string }) => {
    asked(name)
    return false
  }
  return rebuilt(machine, config, { probe })
}
