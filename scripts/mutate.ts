import { mutantsOf } from '../test/paths/mutants.ts'
import { type Fate, fateOf, subjects } from '../test/paths/trials.ts'

/** A mutant by its name, and what became of it. */
export interface Tried extends Fate {
  name: string
}

/** Makes every mistake in every machine, one at a time, and puts each through the path tests' checks. */
export async function mutate(only?: string): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const subject of subjects()) {
    if (only !== undefined && only !== subject.name) continue
    for (const { name, group, machine } of mutantsOf(subject.machine)) {
      tried.push({ name, ...(await fateOf(subject, group, machine)) })
    }
  }
  return tried
}

/** How the mutants fared, in one line. */
export function summary(tried: readonly Tried[]): string {
  const survived = tried.filter(({ killedBy }) => killedBy === null)
  const equivalent = survived.filter((fate) => fate.equivalent).length
  const killed = tried.length - survived.length
  const share = ((100 * killed) / (tried.length - equivalent)).toFixed(1)
  const rest = `${survived.length} survived, ${equivalent} of them equivalent to the original`
  return `${tried.length} mutants: ${killed} killed, ${rest}; ${share} % of the others killed`
}

// `node scripts/mutate.ts [message|reasoning|…|response] [--all]`
if (import.meta.main) {
  const [only] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const tried = await mutate(only)
  for (const { name, killedBy, equivalent } of tried) {
    if (killedBy === null) console.log(`${equivalent ? 'equivalent' : 'SURVIVED'}  ${name}`)
    else if (process.argv.includes('--all')) console.log(`killed    ${name}\n          ${killedBy.slice(0, 200)}`)
  }
  console.log(summary(tried))
}
