import type { Profile } from './grammar.ts'
import { isObject, type Json, type WireEvent } from './letter.ts'
import { same } from './same.ts'
import type { Report } from './violation.ts'

interface Part {
  type: unknown
  sum: string
  annotations: unknown[]
  /** The part as its done event had it. */
  closed?: Json
}

const heldText: Readonly<Record<string, string>> = { refusal: 'refusal' }

/** The text of a part, under whichever name its type keeps it. */
function textOf(part: Json): unknown {
  return part[heldText[String(part['type'])] ?? 'text']
}

/**
 * The parts of one list of an item (`content` or `summary`): their indexes count from 0, they are empty when added, and
 * what their done events say is what the deltas said.
 */
export class PartList {
  readonly parts: Part[] = []
  private readonly indexName: string

  constructor(indexName: 'content_index' | 'summary_index') {
    this.indexName = indexName
  }

  see(event: WireEvent, action: string, report: Report): void {
    if (action === 'part.added') this.add(event, report)
    const part = this.parts.at(-1)
    // Without an open part the order is broken already, and said so.
    if (!part) return
    const index = event[this.indexName]
    if (index !== this.parts.length - 1) {
      report('part/index', `${this.indexName} is ${String(index)}, should be ${this.parts.length - 1}`)
    }
    if (action === 'delta') part.sum += delta(event, report)
    if (action === 'done') {
      checkSum(part.sum, 'text' in event ? event['text'] : event['refusal'], report)
    }
    if (action === 'annotation.added') {
      if (event['annotation_index'] !== part.annotations.length) {
        report('part/index', `annotation_index is ${String(event['annotation_index'])}, not ${part.annotations.length}`)
      }
      part.annotations.push(event['annotation'])
    }
    if (action === 'part.done') this.close(event, part, report)
  }

  /** Does the finished item hold exactly these parts? */
  compare(held: unknown, name: string, profile: Profile, report: Report): void {
    // OpenAI's part.done has empty logprobs, and D rounds those of text.done: no two events agree on them.
    const comparable = (part: unknown) => (profile === 'observed' && isObject(part) ? { ...part, logprobs: 0 } : part)
    const list: unknown[] = Array.isArray(held) ? held : []
    const closed = this.parts.map((part) => comparable(part.closed))
    if ((held != null && !Array.isArray(held)) || !same(list.map(comparable), closed)) {
      report('value/item-sum', `${name} of the finished item differs from the parts streamed`)
    }
  }

  private add(event: WireEvent, report: Report): void {
    const part = event['part']
    this.parts.push({ type: isObject(part) ? part['type'] : undefined, sum: '', annotations: [] })
    if (!isObject(part)) return
    const annotations = part['annotations'] ?? []
    if (textOf(part) !== '' || !same(annotations, [])) report('part/empty-at-added', 'the part added is not empty')
  }

  private close(event: WireEvent, part: Part, report: Report): void {
    const closed = event['part']
    if (!isObject(closed)) return
    part.closed = closed
    if (closed['type'] !== part.type) report('value/delta-sum', `a part of type ${String(part.type)} changed its type`)
    checkSum(part.sum, textOf(closed), report)
    if (!same(closed['annotations'] ?? [], part.annotations)) {
      report('value/delta-sum', 'the annotations of the part differ from those added')
    }
  }
}

/** The text of a delta event, which must say something. */
export function delta(event: WireEvent, report: Report): string {
  const text = event['delta']
  if (typeof text === 'string' && text !== '') return text
  report('value/delta-sum', 'a delta without text')
  return ''
}

export function checkSum(sum: string, said: unknown, report: Report): void {
  if (said !== sum) {
    report('value/delta-sum', `${JSON.stringify(said)} is not the sum of the deltas, ${JSON.stringify(sum)}`)
  }
}
