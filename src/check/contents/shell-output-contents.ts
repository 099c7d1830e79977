import type { StreamEvent } from '../event.ts'
import { isObject, type Json, listIn, objectIn, same, shown } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'
import { StreamedText } from '../rules/delta-sum.ts'
import { checkEmpty } from '../rules/empty-at-added.ts'
import { checkItemSum } from '../rules/item-sum.ts'
import { PartIndexRule } from '../rules/part-index.ts'
import type { Contents } from './contents.ts'

const names = ['stdout', 'stderr'] as const

/** What one command wrote. Nothing adds it: its first event does. */
class Output {
  readonly streams = { stdout: new StreamedText(), stderr: new StreamedText() }
  closed: readonly unknown[] | null = null
  suspect = false

  loosen(): void {
    this.suspect = true
    for (const name of names) this.streams[name].loosen()
  }
}

/** The output of a shell call: what each command wrote is a part. */
export class ShellOutputContents implements Contents {
  readonly #about: About
  readonly #index = new PartIndexRule('command_index')
  readonly #outputs: Output[] = []
  /** Outputs that an event spoke of before they began. */
  readonly #lacking = new Set<unknown>()

  constructor(about: About) {
    this.#about = about
  }

  open(item: Json, report: Reporter): void {
    checkEmpty('item.output', item['output'], report, this.#about)
  }

  see(event: StreamEvent, misplaced: boolean, report: Reporter): void {
    if (!event.type.startsWith('response.shell_call_output_content.')) return
    const before = report.told
    const output = this.#outputOf(event, report)
    if (misplaced || report.told > before) output.loosen()
    if (event.type.endsWith('.delta')) this.#add(output, event, report)
    else this.#close(output, event, report)
    if (report.told > before) output.loosen()
  }

  close(item: Json, report: Reporter): void {
    const streamed = this.#outputs.flatMap(({ closed }) => closed ?? [])
    const suspect = this.#outputs.some(({ suspect, closed }) => suspect || closed === null)
    const equal = (a: unknown, b: unknown) => suspect || same(a, b)
    checkItemSum('item.output', item['output'], streamed, report, this.#about, equal)
  }

  loosen(): void {
    const last = this.#outputs.at(-1)
    if (last !== undefined && last.closed === null) last.loosen()
    // The first event of the next one may be missing.
    else this.#push().loosen()
  }

  explains(event: StreamEvent): boolean {
    const index = event['command_index']
    const own = typeof index === 'number' ? this.#outputs[index] : undefined
    return own?.suspect ?? this.#outputs.some(({ suspect }) => suspect)
  }

  /** `part/index`: which output is meant. Where the last is not done, and the next is meant, its done event is missing. */
  #outputOf(event: StreamEvent, report: Reporter): Output {
    const last = this.#outputs.at(-1)
    const index = event['command_index']
    const own = typeof index === 'number' ? this.#outputs[index] : undefined
    if (own?.suspect === true && (own !== last || own.closed !== null)) return own
    const open = last !== undefined && last.closed === null
    const expected = open ? this.#outputs.length - 1 : this.#outputs.length
    if (open && last.suspect && index === this.#outputs.length) return this.#push()
    const right = this.#index.check(index, expected, report, this.#about)
    const next = open && !right && index === this.#outputs.length
    if (!right) {
      last?.loosen()
      this.#lacking.add(index)
    }
    if (open && !next) return last
    if (own !== undefined && !right) return own
    return this.#push()
  }

  #push(): Output {
    const output = new Output()
    if (this.#lacking.has(this.#outputs.push(output) - 1)) output.loosen()
    return output
  }

  #add(output: Output, event: StreamEvent, report: Reporter): void {
    const delta = objectIn(event, 'delta')
    const texts = names.map((name) => [name, delta[name]] as const)
    if (texts.every(([, text]) => typeof text !== 'string' || text === '')) {
      const expected = ['a delta with stdout or stderr']
      report.violate('value/delta-sum', `has delta ${shown(event['delta'])}`, expected, this.#about)
    }
    for (const [name, text] of texts) if (typeof text === 'string') output.streams[name].add(text)
  }

  #close(output: Output, event: StreamEvent, report: Reporter): void {
    output.closed = listIn(event, 'output')
    const before = report.told
    for (const name of names) {
      const said = output.closed.map((each) => (isObject(each) ? String(each[name] ?? '') : '')).join('')
      if (report.told === before) output.streams[name].checkSum(name, said, report, this.#about)
    }
  }
}
