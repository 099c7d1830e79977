import type { StreamEvent } from '../event.ts'
import { isObject, type Json, same } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'
import { StreamedText } from '../rules/delta-sum.ts'
import { checkEmpty } from '../rules/empty-at-added.ts'
import { PartIndexRule } from '../rules/part-index.ts'

/** What an event does to a part. */
export type PartStep = 'added' | 'delta' | 'annotation' | 'text-done' | 'done'

/** One part of an item in the making. */
export class Part {
  readonly text = new StreamedText()
  /** As its done event had it. */
  closed: Json | null = null
  readonly #about: About
  readonly #annotations: unknown[] = []
  readonly #annotationIndex = new PartIndexRule('annotation_index')
  readonly #seen = new Set<PartStep>()
  #type: unknown
  #suspect = false

  /** @param event the event that adds it; null where that was not heard */
  constructor(event: StreamEvent | null, about: About) {
    this.#about = about
    this.#type = isObject(event?.['part']) ? event['part']['type'] : undefined
  }

  /** Something was wrong around it: it may not have been heard as it was said, nor all of it. */
  suspect(): void {
    this.#suspect = true
    this.text.loosen()
  }

  /** The item may hold it otherwise. */
  get isSuspect(): boolean {
    return this.#suspect || this.text.told
  }

  /** Whether such an event is still missing though something was wrong. */
  lacks(step: PartStep): boolean {
    return this.isSuspect && (step === 'delta' || step === 'annotation' || !this.#seen.has(step))
  }

  /** `part/empty-at-added`. */
  add(event: StreamEvent, report: Reporter): void {
    const added = event['part']
    if (!isObject(added)) return
    this.#type = added['type']
    const text = textOf(added)
    const before = report.told
    // It has to be there, and empty.
    if (typeof text === 'string') checkEmpty('part.text', text, report, this.#about)
    else report.violate('part/empty-at-added', 'has no text in its part', ['part.text empty'], this.#about)
    if (report.told === before) checkEmpty('part.annotations', added['annotations'], report, this.#about)
    this.text.begunWith(text)
  }

  see(event: StreamEvent, step: PartStep, report: Reporter): void {
    this.#seen.add(step)
    if (step === 'delta') this.text.addDelta(event['delta'], report, this.#about)
    else if (step === 'annotation') this.#annotate(event, report)
    else if (step === 'text-done') {
      const field = 'text' in event ? 'text' : 'refusal'
      this.text.checkSum(field, event[field], report, this.#about)
    } else if (step === 'done') this.#close(event, report)
  }

  #annotate(event: StreamEvent, report: Reporter): void {
    if (!this.isSuspect)
      this.#annotationIndex.check(event['annotation_index'], this.#annotations.length, report, this.#about)
    this.#annotations.push(event['annotation'])
  }

  /** `value/delta-sum`, of the whole part. */
  #close(event: StreamEvent, report: Reporter): void {
    const closed = event['part']
    if (!isObject(closed)) return
    this.closed = closed
    const before = report.told
    const { type } = closed
    if (type !== this.#type && !this.isSuspect) {
      report.violate(
        'value/delta-sum',
        `has part.type ${String(type)}`,
        [`part.type ${String(this.#type)}`],
        this.#about,
      )
    }
    if (report.told === before) this.text.checkSum('part.text', textOf(closed), report, this.#about)
    if (this.isSuspect || report.told > before || same(closed['annotations'] ?? [], this.#annotations)) return
    const expected = [`part.annotations: the ${this.#annotations.length} that were added`]
    report.violate('value/delta-sum', 'has other part.annotations than were added', expected, this.#about)
  }
}

/** The text of a part, under whichever name its type keeps it. */
function textOf(part: Json): unknown {
  return part['type'] === 'refusal' ? part['refusal'] : part['text']
}
