import { styleText } from 'node:util'
import type { CheckedEvent } from '../../check/event-check.ts'
import { tolerances } from '../../check/index.ts'
import type { Format } from './format.ts'
import { counted, Tally } from '../../check/tally.ts'
import type { FileTally } from './file-tally.ts'
import { type Paint, Timeline } from './timeline.ts'
import { visible } from './visible.ts'

/** For people: a line for a clean input; for any other, the events around each offending one. */
export class TextFormat implements Format {
  readonly #paint: Paint
  #timeline: Timeline
  #file = ''
  #isHeaded = false

  constructor(isColoured: boolean) {
    this.#paint = isColoured
      ? (colour, text) => styleText(colour, text, { validateStream: false })
      : (_colour, text) => text
    this.#timeline = new Timeline(this.#paint)
  }

  begin({ file }: FileTally): string {
    this.#timeline = new Timeline(this.#paint)
    this.#file = file
    this.#isHeaded = false
    return ''
  }

  see(checked: CheckedEvent): string {
    const text = this.#timeline.see(checked)
    if (text === '' || this.#isHeaded) return text
    this.#isHeaded = true
    return `${this.#paint('bold', visible(this.#file))}\n${text}`
  }

  end(tally: FileTally): string {
    const { ok, file, events, responses, violations, cutAt } = tally
    const more = this.#timeline.leftOut
    const left = more === 0 ? '' : `    … and ${counted(more, 'more offending event')}; --format json has all\n`
    const mark = ok ? this.#paint('green', '✓') : this.#paint('red', '✗')
    const broken = ok ? '' : `, ${counted(violations, 'violation')}`
    const counts = `${counted(events, 'event')}, ${counted(responses, 'response')}${broken}`
    const cut = cutAt === null ? '' : `; the input ends in the middle of an event at line ${cutAt}`
    const line = `${mark} ${visible(file)}: ${counts}${tolerated(tally)}${cut}\n`
    return ok ? line : `${left}${line}\n`
  }

  summary(tallies: readonly FileTally[], unusable: number): string {
    const all = new Tally()
    for (const tally of tallies) all.merge(tally)
    const offending = tallies.filter(({ ok }) => !ok).length
    const parts = [
      `${tallies.length - offending} clean`,
      ...(offending === 0 ? [] : [`${offending} with ${counted(all.violations, 'violation')}`]),
      ...(unusable === 0 ? [] : [`${unusable} unusable`]),
    ]
    const heads = `${counted(tallies.length + unusable, 'file')}, ${counted(all.events, 'event')}: ${parts.join(', ')}\n`
    const list = [...all.rules].toSorted(([, a], [, b]) => b - a).map(([rule, times]) => row(rule, times, pageOf(rule)))
    const also = [...all.tolerances].map(([name, times]) => row(name, times, tolerances[name].what))
    const known = also.length === 0 ? [] : [`tolerated, and no error (${pageOfTolerances}):\n`, ...also]
    return [heads, ...list, ...known].join('')
  }
}

function row(name: string, times: number, what: string): string {
  return `  ${name.padEnd(26)} ${String(times).padStart(5)}  ${what}\n`
}

const pageOfTolerances = 'docs/tolerances.md'

/** What is no error, and worth knowing; the summary says what each name means. */
function tolerated({ tolerances: found }: FileTally): string {
  const list = [...found].map(([name, times]) => (times === 1 ? name : `${name} ×${times}`))
  return list.length === 0 ? '' : `; tolerated: ${list.join(', ')}`
}

/** The page that says what a rule is, in the package. */
function pageOf(rule: string): string {
  return `docs/rules/${rule.replace('/', '-')}.md`
}
