import type { CheckedEvent } from '../../check/event-check.ts'
import { GithubFormat } from './github-format.ts'
import { JsonFormat } from './json-format.ts'
import type { FileTally } from './file-tally.ts'
import { TextFormat } from './text-format.ts'

export const formats = ['text', 'json', 'github'] as const

/** How findings are written down. Each method gives what is to be written at that point, or nothing. */
export interface Format {
  /** Another input begins. */
  begin(tally: FileTally): string
  /** An event was checked. */
  see(checked: CheckedEvent): string
  /** The input is over, and the tally complete. */
  end(tally: FileTally): string
  /** All inputs are over. */
  summary(tallies: readonly FileTally[], unusable: number): string
}

export function createFormat(name: (typeof formats)[number], isColoured: boolean): Format {
  if (name === 'json') return new JsonFormat()
  return name === 'github' ? new GithubFormat() : new TextFormat(isColoured)
}
