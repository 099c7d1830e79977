import type { StreamEvent } from '../event.ts'
import type { Json } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'
import { checkEmpty } from '../rules/empty-at-added.ts'
import type { Contents } from './contents.ts'
import type { PartStep } from './part.ts'
import { PartList } from './part-list.ts'

/** What each event does, and to which list. */
const steps = new Map<string, { list: 'content' | 'summary'; step: PartStep }>([
  ['response.content_part.added', { list: 'content', step: 'added' }],
  ['response.content_part.done', { list: 'content', step: 'done' }],
  ['response.output_text.annotation.added', { list: 'content', step: 'annotation' }],
  ['response.reasoning_summary_part.added', { list: 'summary', step: 'added' }],
  ['response.reasoning_summary_text.delta', { list: 'summary', step: 'delta' }],
  ['response.reasoning_summary_text.done', { list: 'summary', step: 'text-done' }],
  ['response.reasoning_summary_part.done', { list: 'summary', step: 'done' }],
])
for (const stem of ['response.output_text', 'response.refusal', 'response.reasoning_text']) {
  steps.set(`${stem}.delta`, { list: 'content', step: 'delta' })
  steps.set(`${stem}.done`, { list: 'content', step: 'text-done' })
}

/** An item made of parts: a message, or reasoning with its summaries. */
export class PartsContents implements Contents {
  readonly #about: About
  readonly #content: PartList
  readonly #summary: PartList | null

  constructor(kind: 'message' | 'reasoning', about: About) {
    this.#about = about
    this.#content = new PartList('content', about)
    this.#summary = kind === 'reasoning' ? new PartList('summary', about) : null
  }

  open(item: Json, report: Reporter): void {
    checkEmpty('item.content', item['content'], report, this.#about)
    if (this.#summary !== null) checkEmpty('item.summary', item['summary'], report, this.#about)
  }

  see(event: StreamEvent, misplaced: boolean, report: Reporter): void {
    const step = steps.get(event.type)
    if (step === undefined) return
    const list = step.list === 'content' ? this.#content : this.#summary
    list?.see(event, step.step, misplaced, report)
  }

  close(item: Json, report: Reporter): void {
    this.#content.compare(item, report)
    this.#summary?.compare(item, report)
  }

  loosen(): void {
    this.#content.loosen()
    this.#summary?.loosen()
  }

  explains(event: StreamEvent): boolean {
    const list = steps.get(event.type)?.list
    const inSummary = list !== 'content' && this.#summary?.explains(event) === true
    return inSummary || (list !== 'summary' && this.#content.explains(event))
  }
}
