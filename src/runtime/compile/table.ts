import type { AnyStateMachine, AnyStateNode, StateValue } from 'xstate'
import { type NamedStep, namedSteps, namedGuard } from './named.ts'
import { CompileError } from './refusal.ts'

/** One way out of a row, or none: the first whose guard holds is taken. */
export interface Candidate {
  guard: NamedStep | null
  /** The row that it leads to; null where the state stays. */
  target: number | null
  /** The transition's actions and then those of the states that it enters, in order. */
  actions: NamedStep[]
}

/** A leaf of the state tree, with what its ancestors answer already looked up. */
export interface Row {
  path: string
  value: StateValue
  isFinal: boolean
  /** By event type; the leaf's own candidates before its ancestors'. */
  on: Map<string, Candidate[]>
  /** For every type that is named nowhere. */
  otherwise: Candidate[]
  /** Taken without an event, after each transition. */
  always: Candidate[]
}

/** A machine as a flat table: the intermediate form that both ends are made from. */
export interface Table {
  id: string
  rows: Row[]
  initial: number
  /** What entering the initial row does. */
  initialActions: NamedStep[]
}

/** Walks the state-node tree of a machine into a flat table. Throws `CompileError` on what it does not support. */
export function tableOf(machine: AnyStateMachine): Table {
  const { root } = machine
  const leaves = leavesOf(root)
  for (const node of nodesOf(root)) refuseUnsupported(node)
  const initial = firstLeaf(root)
  const indexOf = (leaf: AnyStateNode) => leaves.indexOf(leaf)
  return {
    id: machine.id,
    rows: leaves.map((leaf) => rowOf(leaf, indexOf)),
    initial: indexOf(initial),
    initialActions: lineage(initial).toReversed().flatMap(entryOf),
  }
}

const pathOf = (node: AnyStateNode) => [node.machine.id, ...node.path].join('.')

function childrenOf(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states)
}

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...childrenOf(node).flatMap(nodesOf)]
}

function leavesOf(root: AnyStateNode): AnyStateNode[] {
  return nodesOf(root).filter((node) => node.type === 'atomic' || node.type === 'final')
}

/** A node and its ancestors, inside out. */
function lineage(node: AnyStateNode): AnyStateNode[] {
  return node.parent === undefined ? [node] : [node, ...lineage(node.parent)]
}

function firstLeaf(node: AnyStateNode): AnyStateNode {
  const target = node.type === 'compound' ? node.initial.target[0] : undefined
  return target === undefined ? node : firstLeaf(target)
}

function refuseUnsupported(node: AnyStateNode): void {
  const refuse = (what: string): never => {
    throw new CompileError(pathOf(node), what)
  }
  if (node.type === 'parallel' || node.type === 'history') refuse(`the type ${node.type}`)
  if (node.type === 'final' && node.path.length > 1) refuse('a final state that is not at the top')
  if (node.invoke.length > 0) refuse('an invoke')
  if (node.after.length > 0) refuse('a delayed transition')
  if (node.exit.length > 0) refuse('exit actions')
  if (node.output !== undefined) refuse('an output')
  if (node.type === 'compound' && node.initial.actions.length > 0) refuse('actions on its initial transition')
}

type Transition = AnyStateNode['transitions'] extends Map<string, (infer Each)[]> ? Each : never

function rowOf(leaf: AnyStateNode, indexOf: (leaf: AnyStateNode) => number): Row {
  const chain = lineage(leaf)
  const compile = (transitions: Transition[]) => transitions.map((each) => candidateOf(each, leaf, indexOf))
  const candidatesFor = (type: string) =>
    chain.flatMap((node) => compile(node.transitions.get(type) ?? node.transitions.get('*') ?? []))
  const types = new Set(chain.flatMap((node) => [...node.transitions.keys()]))
  const on = new Map<string, Candidate[]>()
  for (const type of types) {
    // What XState tells a parent of its finished children has no compiled counterpart: the item is closed at D.
    if (type === '*' || type.startsWith('xstate.')) continue
    if (type.includes('*')) throw new CompileError(pathOf(leaf), `the partial wildcard ${type}`)
    on.set(type, candidatesFor(type))
  }
  return {
    path: pathOf(leaf),
    value: valueOf(leaf.path),
    isFinal: leaf.type === 'final',
    on,
    otherwise: chain.flatMap((node) => compile(node.transitions.get('*') ?? [])),
    always: alwaysOf(
      leaf,
      chain.flatMap((node) => compile(node.always ?? [])),
    ),
  }
}

/** A state with `always` must be left at once, whatever the guards say: the runtimes never rest in it. */
function alwaysOf(leaf: AnyStateNode, candidates: Candidate[]): Candidate[] {
  const last = candidates.at(-1)
  if (last === undefined) return candidates
  if (last.guard !== null || last.target === null)
    throw new CompileError(pathOf(leaf), 'an always that may not leave it')
  return candidates
}

function valueOf(path: string[]): StateValue {
  const [first = '', ...rest] = path
  return rest.length === 0 ? first : { [first]: valueOf(rest) }
}

function candidateOf(transition: Transition, leaf: AnyStateNode, indexOf: (leaf: AnyStateNode) => number): Candidate {
  const state = pathOf(transition.source)
  const guard = namedGuard(state, transition.guard)
  const actions = namedSteps(state, transition.actions)
  const [target, ...others] = transition.target ?? []
  if (others.length > 0) throw new CompileError(state, 'a transition with several targets')
  if (target === undefined) return { guard, target: null, actions }
  if (transition.reenter) throw new CompileError(state, 'a transition that re-enters')
  const end = firstLeaf(target)
  const stays = new Set(lineage(leaf))
  if (stays.has(target)) throw new CompileError(state, 'a transition to itself or to an ancestor')
  const entered = lineage(end).filter((node) => !stays.has(node))
  return { guard, target: indexOf(end), actions: [...actions, ...entered.toReversed().flatMap(entryOf)] }
}

function entryOf(node: AnyStateNode): NamedStep[] {
  return namedSteps(pathOf(node), node.entry)
}
