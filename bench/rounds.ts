import { measure } from 'mitata'

/** A job by its name. */
export type Jobs<Name extends string> = Readonly<Record<Name, () => unknown>>

/** Nanoseconds of one run of each job, in each round. */
export type Times<Name extends string> = Readonly<Record<Name, number[]>>

/** How long a job is run in one round. */
const budget = 60e6

/**
 * Times jobs in the same process, in turn, several rounds: what else the machine does then meets all of them alike.
 * The first round warms up and is not counted.
 */
export async function rounds<Name extends string>(jobs: Jobs<Name>, count = 5): Promise<Times<Name>> {
  const names = namesOf(jobs)
  const times = mapped(names, (): number[] => [])
  for (let round = 0; round <= count; round += 1) {
    for (const name of names) {
      const options = {
        min_cpu_time: budget,
        min_samples: 3,
        warmup_samples: 1,
        inner_gc: false,
        batch_threshold: 65_536,
      }
      const { p50 } = await measure(jobs[name], options)
      if (round > 0) times[name].push(p50)
    }
  }
  return times
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** How one job compares to another: the middle one of the rounds' ratios. */
export function ratio<Name extends string>(times: Times<Name>, one: Name, other: Name): number {
  return median(times[one].map((time, round) => time / (times[other][round] ?? Number.NaN)))
}

/** An object's own names, by their type. */
export function namesOf<Name extends string>(object: Readonly<Record<Name, unknown>>): Name[] {
  const names: Name[] = []
  for (const name in object) names.push(name)
  return names
}

/** An object with a value for each name. */
export function mapped<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Record<Name, Value> {
  const made: Partial<Record<Name, Value>> = {}
  for (const name of names) made[name] = valueOf(name)
  if (!isWhole(names, made)) throw new Error('A name has no value.')
  return made
}

function isWhole<Name extends string, Value>(
  names: readonly Name[],
  made: Partial<Record<Name, Value>>,
): made is Record<Name, Value> {
  return names.every((name) => name in made)
}
