import type { ResponseMachineEvent, ResponseState } from '../../wire/response.ts'
import type { LinkedCandidate } from './link.ts'

type Candidate<Action> = LinkedCandidate<ResponseState, ResponseMachineEvent, Action>

/**
 * The candidate that is taken for an item's event of a type, whatever else the event and the context hold. The guards
 * are asked with an event that has a type and nothing more; one that looks further can only be asked at run time.
 *
 * @returns null where the type alone does not decide
 */
export function decideByType<Action>(candidates: readonly Candidate<Action>[], type: string): Candidate<Action> | null {
  for (const candidate of candidates) {
    if (candidate.guard === null) return candidate
    const holds = ask(candidate.guard, type)
    if (holds === null) return null
    if (holds) return candidate
  }
  return null
}

class LookedFurther extends Error {}

function ask(guard: NonNullable<Candidate<unknown>['guard']>, type: string): boolean | null {
  try {
    const said = onlyType({ type })
    return Reflect.apply(guard, undefined, [{ context: onlyType({}), event: { type: 'item.emitted', event: said } }])
  } catch (error) {
    if (error instanceof LookedFurther) return null
    throw error
  }
}

function onlyType(known: object): object {
  return new Proxy(known, {
    get: (target, key) => {
      if (Object.hasOwn(target, key)) return Reflect.get(target, key)
      throw new LookedFurther()
    },
    has: () => {
      throw new LookedFurther()
    },
    ownKeys: () => {
      throw new LookedFurther()
    },
  })
}
