import type { AnyStateMachine, StateValue } from 'xstate'
import type { NamedStep } from './named.ts'
import { CompileError } from './refusal.ts'
import type { Candidate, Row, Table } from './table.ts'

/** What a guard is asked with. One object per program, filled in anew for each question: a token asks several. */
export interface Question<Context, Input> {
  context: Context
  event: Input
}

/** A guard with its parameters. */
export type LinkedGuard<Context, Input> = (question: Question<Context, Input>) => boolean

/** A candidate whose names have become closures. */
export interface LinkedCandidate<Context, Input, Action> {
  guard: LinkedGuard<Context, Input> | null
  target: LinkedRow<Context, Input, Action> | null
  actions: readonly Action[]
}

/** A row whose names have become closures, and whose targets the rows themselves. */
export interface LinkedRow<Context, Input, Action> {
  path: string
  value: StateValue
  isFinal: boolean
  on: Map<string, readonly LinkedCandidate<Context, Input, Action>[]>
  otherwise: readonly LinkedCandidate<Context, Input, Action>[]
  always: readonly LinkedCandidate<Context, Input, Action>[]
}

/** A machine's rows, linked. */
export interface LinkedTable<Context, Input, Action> {
  rows: readonly LinkedRow<Context, Input, Action>[]
  initial: LinkedRow<Context, Input, Action>
  initialActions: readonly Action[]
}

/**
 * Turns a table's names into closures.
 *
 * @param action the closure of an action; null where there is none of that name, which is refused by state
 */
export function link<Context, Input, Action>(
  machine: AnyStateMachine,
  table: Table,
  action: (step: NamedStep) => Action | null,
): LinkedTable<Context, Input, Action> {
  const linkAction = (state: string) => (step: NamedStep) => {
    const linked = action(step)
    if (linked === null)
      throw new CompileError(state, `the action ${step.type}, which no emitter or verb is named after,`)
    return linked
  }
  const rows = table.rows.map(({ path, value, isFinal }): LinkedRow<Context, Input, Action> => {
    return { path, value, isFinal, on: new Map(), otherwise: [], always: [] }
  })
  const rowAt = (index: number, state: string) => {
    const row = rows[index]
    if (row === undefined) throw new CompileError(state, 'a target that is no leaf')
    return row
  }
  const linkCandidates = (state: string, candidates: readonly Candidate[]) =>
    candidates.map(({ guard, target, actions }) => ({
      guard: guard === null ? null : linkGuard<Context, Input>(machine, state, guard),
      target: target === null ? null : rowAt(target, state),
      actions: actions.map(linkAction(state)),
    }))
  for (const [index, row] of table.rows.entries()) fill(rowAt(index, row.path), row, linkCandidates)
  return {
    rows,
    initial: rowAt(table.initial, table.id),
    initialActions: table.initialActions.map(linkAction(table.id)),
  }
}

function fill<Context, Input, Action>(
  linked: LinkedRow<Context, Input, Action>,
  row: Row,
  linkCandidates: (state: string, candidates: readonly Candidate[]) => LinkedCandidate<Context, Input, Action>[],
): void {
  for (const [type, candidates] of row.on) linked.on.set(type, linkCandidates(row.path, candidates))
  linked.otherwise = linkCandidates(row.path, row.otherwise)
  linked.always = linkCandidates(row.path, row.always)
}

function linkGuard<Context, Input>(
  machine: AnyStateMachine,
  state: string,
  { type, params }: NamedStep,
): LinkedGuard<Context, Input> {
  const guard: unknown = machine.implementations.guards[type]
  if (!isPredicate<Context, Input>(guard))
    throw new CompileError(state, `the guard ${type}, which is no plain function,`)
  return params === undefined ? guard : (question) => guard(question, params)
}

/** XState's own combinators are functions too, and carry a `check`. */
function isPredicate<Context, Input>(
  guard: unknown,
): guard is (question: Question<Context, Input>, params?: unknown) => boolean {
  return typeof guard === 'function' && !('check' in guard)
}

/** The candidate that a row takes for an event; null where none holds. */
export function choose<Context, Input, Action>(
  candidates: readonly LinkedCandidate<Context, Input, Action>[],
  question: Question<Context, Input>,
): LinkedCandidate<Context, Input, Action> | null {
  for (const candidate of candidates) if (candidate.guard === null || candidate.guard(question)) return candidate
  return null
}
