import { ofEndings } from './damages-endings.ts'
import { ofOrder } from './damages-order.ts'
import { ofPlaces } from './damages-places.ts'
import { ofTypes } from './damages-types.ts'
import { ofValues } from './damages-values.ts'
import type { Damage } from './mutants.ts'

/** All kinds of damage, by group. */
export const damages: readonly Damage[] = [...ofOrder, ...ofTypes, ...ofPlaces, ...ofValues, ...ofEndings]

/** A damage may change nothing. */
export function changed(events: readonly unknown[], mutant: readonly unknown[]): boolean {
  return JSON.stringify(events) !== JSON.stringify(mutant)
}
