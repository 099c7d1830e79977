import type { AllItemMachines } from '../../../machines/all.ts'
import { allItemMachines } from '../../../machines/all.ts'
import { CounterpointError } from '../../wire/error.ts'

/** The machines that can be walked: the response's, and one for each kind of item. */
export type MachineName = 'response' | keyof AllItemMachines

function isKind(name: string): name is keyof AllItemMachines {
  return Object.hasOwn(allItemMachines, name)
}

/** All of them, the response's first. */
export const machineNames: readonly MachineName[] = ['response', ...Object.keys(allItemMachines).filter(isKind)]

/**
 * The machine that somebody named.
 *
 * @throws CounterpointError `paths/machine`
 */
export function machineNamed(name: string): MachineName {
  const found = machineNames.find((each) => each === name)
  if (found !== undefined) return found
  throw new CounterpointError('paths/machine', `There is no machine ${name}; name one of ${machineNames.join(', ')}.`)
}
