import type { CheckedEvent } from '../../check/event-check.ts'
import type { Format } from './format.ts'
import { counted } from '../../check/tally.ts'
import type { FileTally } from './file-tally.ts'
import { visible } from './visible.ts'

/** Annotations that GitHub shows beside the line of the file. */
export class GithubFormat implements Format {
  #file = ''
  #line = 1

  begin({ file }: FileTally): string {
    this.#file = file
    this.#line = 1
    return ''
  }

  see({ event, findings }: CheckedEvent): string {
    // What is missing at the end is shown at the last event.
    if (event !== null) this.#line = event.line
    let text = ''
    for (const finding of findings) {
      if ('rule' in finding) text += this.#command('error', finding.rule, finding.message)
      else text += this.#command('notice', `tolerated: ${finding.tolerance}`, finding.message)
    }
    return text
  }

  end({ cutAt }: FileTally): string {
    if (cutAt === null) return ''
    this.#line = cutAt
    return this.#command('warning', 'cut', 'The input ends in the middle of an event; that one was left out.')
  }

  summary(tallies: readonly FileTally[]): string {
    const violations = tallies.reduce((sum, tally) => sum + tally.violations, 0)
    return `${counted(tallies.length, 'file')} checked, ${counted(violations, 'violation')}\n`
  }

  #command(level: 'error' | 'notice' | 'warning', title: string, message: string): string {
    // Standard input and an address are no files of the repository.
    const isFile = this.#file !== '-' && !/^https?:\/\//.test(this.#file)
    const place = isFile ? `file=${property(this.#file)},line=${this.#line},` : ''
    return `::${level} ${place}title=${property(title)}::${data(message)}\n`
  }
}

/** As GitHub's runner wants it; a raw line end would let a stream speak to the runner. */
function data(text: string): string {
  return text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .split(/(%0[AD])/)
    .map(visible)
    .join('')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
