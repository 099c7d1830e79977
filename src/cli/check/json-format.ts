import type { CheckedEvent } from '../../check/event-check.ts'
import type { Rule, Tolerance } from '../../check/index.ts'
import type { Format } from './format.ts'
import type { FileTally } from './file-tally.ts'

/** A line a file, for scripts. Its fields are a contract: more would break readers that compare. */
export class JsonFormat implements Format {
  #violations: { rule: Rule; index: number; message: string; expected: readonly string[] }[] = []
  #tolerated: { tolerance: Tolerance; index: number; message: string }[] = []

  begin(): string {
    this.#violations = []
    this.#tolerated = []
    return ''
  }

  see({ findings }: CheckedEvent): string {
    for (const finding of findings) {
      const { index, message } = finding
      if ('rule' in finding) {
        this.#violations.push({ rule: finding.rule, index, message, expected: finding.expected })
      } else this.#tolerated.push({ tolerance: finding.tolerance, index, message })
    }
    return ''
  }

  end({ file, ok, events }: FileTally): string {
    return `${JSON.stringify({ file, ok, events, violations: this.#violations, tolerated: this.#tolerated })}\n`
  }

  summary(): string {
    return ''
  }
}
