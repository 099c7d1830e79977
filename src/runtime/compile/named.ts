import { CompileError } from './refusal.ts'

/** An action or a guard by name, with the parameters that the transition gives it. */
export interface NamedStep {
  type: string
  params: unknown
}

/** The actions of a state or transition, all by name. Throws `CompileError` on an inline function. */
export function namedSteps(state: string, actions: readonly unknown[]): NamedStep[] {
  return actions.map((action) => named(state, action, 'an inline action'))
}

/** A transition's guard by name; null where it has none. Throws `CompileError` on an inline function or a combination. */
export function namedGuard(state: string, guard: unknown): NamedStep | null {
  return guard === undefined ? null : named(state, guard, 'an inline or combined guard')
}

function named(state: string, step: unknown, otherwise: string): NamedStep {
  if (typeof step === 'string') return { type: step, params: undefined }
  if (typeof step !== 'object' || step === null || !('type' in step) || typeof step.type !== 'string') {
    throw new CompileError(state, otherwise)
  }
  const params = 'params' in step ? step.params : undefined
  if (typeof params === 'function') throw new CompileError(state, `computed parameters of ${step.type}`)
  return { type: step.type, params }
}
