import type { StreamEvent } from '../event.ts'
import { type Json, objectIn } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'
import { StreamedText } from '../rules/delta-sum.ts'
import { checkEmpty } from '../rules/empty-at-added.ts'
import { checkItemSum } from '../rules/item-sum.ts'
import type { Contents } from './contents.ts'

/** The kinds whose one value streams: the event types' stem, and the field that holds it. */
const values = {
  function_call: { stem: 'response.function_call_arguments', field: 'arguments' },
  mcp_call: { stem: 'response.mcp_call_arguments', field: 'arguments' },
  code_interpreter_call: { stem: 'response.code_interpreter_call_code', field: 'code' },
  custom_tool_call: { stem: 'response.custom_tool_call_input', field: 'input' },
  apply_patch_call: { stem: 'response.apply_patch_call_operation_diff', field: 'diff' },
} as const

/** An item with one value that streams: arguments, code, input, or a patch's diff. */
export class ValueContents implements Contents {
  readonly #about: About
  readonly #field: string
  readonly #delta: string
  readonly #done: string
  readonly #text = new StreamedText()
  #added: Json = {}
  #streamed = false
  #deltas = 0
  #toolFailed = false

  constructor(kind: keyof typeof values, about: About) {
    const { stem, field } = values[kind]
    this.#about = about
    this.#field = field
    this.#delta = `${stem}.delta`
    this.#done = `${stem}.done`
  }

  open(item: Json, report: Reporter): void {
    this.#added = item
    // Of a patch it is known only at its first event whether its diff streams.
    if (this.#field === 'diff') return
    checkEmpty(this.#field, item[this.#field], report, this.#about)
    this.#text.begunWith(item[this.#field])
  }

  see(event: StreamEvent, misplaced: boolean, report: Reporter): void {
    if (misplaced) this.#text.loosen()
    if (event.type === 'response.mcp_call.failed') this.#toolFailed = true
    if (event.type !== this.#delta && event.type !== this.#done) return
    if (!this.#streamed && this.#field === 'diff') {
      const { diff } = objectIn(this.#added, 'operation')
      checkEmpty('diff', diff, report, this.#about)
      this.#text.begunWith(diff)
    }
    this.#streamed = true
    if (event.type === this.#delta) {
      this.#text.addDelta(event['delta'], report, this.#about)
      this.#deltas += 1
    } else this.#finish(event[this.#field], report)
  }

  close(item: Json, report: Reporter): void {
    const held = this.#field === 'diff' ? objectIn(item, 'operation')['diff'] : item[this.#field]
    if (this.#field !== 'diff' || this.#streamed) {
      checkItemSum(this.#field, held ?? '', this.#text.sum, report, this.#about, (text) => this.#text.is(text))
    }
    if (!this.#toolFailed) return
    if (item['error'] === null || item['error'] === undefined) this.#failure('no error', report)
    else if (item['output'] !== null && item['output'] !== undefined) this.#failure('an output', report)
  }

  loosen(): void {
    this.#text.loosen()
  }

  explains(): boolean {
    return this.#text.told
  }

  #finish(text: unknown, report: Reporter): void {
    if (report.observed && this.#deltas === 0 && this.#field === 'arguments' && isFull(text)) {
      report.tolerate('arguments-without-delta', this.#about)
      this.#text.add(text)
      return
    }
    this.#text.checkSum(this.#field, text, report, this.#about)
  }

  #failure(what: string, report: Reporter): void {
    const expected = ['item.error', 'item.output null']
    report.violate('value/item-sum', `has ${what}, though mcp_call.failed came`, expected, this.#about)
  }
}

function isFull(text: unknown): text is string {
  return typeof text === 'string' && text !== ''
}
