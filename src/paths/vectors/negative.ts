import { damages } from './damages.ts'
import type { MachineName } from './machines.ts'
import { plainStream } from './plain.ts'
import type { NegativeVector } from './vector.ts'

/** One correct stream of a machine, with every rule broken in turn that can be broken in it. */
export function negativesOf(machine: MachineName): NegativeVector[] {
  return damages.flatMap(({ rule, what, damage }): NegativeVector[] => {
    const damaged = damage(plainStream(machine))
    const id = `${machine}/broken-${rule.replace('/', '-')}`
    return damaged === null ? [] : [{ id, rule, what, ...damaged }]
  })
}
