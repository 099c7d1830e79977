import type { ItemEvent, WireEvent } from '../../wire/event.ts'
import type { Template } from './template.ts'

/** Where a running response's events go. */
export interface Output {
  event(event: WireEvent): void
  /** Deltas are wanted from templates, and not as objects. */
  readonly fromTemplates: boolean
  /** Makes a delta's template. */
  template(delta: ItemEvent): Template
  /** Says a delta from its template. */
  fill(template: Template, text: string, sequence: number): void
}

/** Events as objects. */
export class EventOutput implements Output {
  readonly fromTemplates = false
  readonly event: (event: WireEvent) => void

  constructor(event: (event: WireEvent) => void) {
    this.event = event
  }

  template = noTemplate

  fill(): void {}
}

/** Never called: nobody asks for a template where `fromTemplates` is false. */
export function noTemplate(delta: ItemEvent): never {
  throw new Error(`${delta.type} is wanted as an event.`)
}
