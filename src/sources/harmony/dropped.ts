import type { FaultName } from './faults.ts'
import { END_OF_TEXT, markerText } from './markers.ts'

/** What goes into no segment, kept for its warning: an invented turn, or what follows `<|endoftext|>`. */
export class Dropped {
  readonly fault: Extract<FaultName, 'invented-turn' | 'after-end-of-text'>
  /** Where it begins in the source. */
  readonly offset: number
  text: string

  constructor(fault: Dropped['fault'], offset: number, text = '') {
    this.fault = fault
    this.offset = offset
    this.text = text
  }

  /** Takes a control token. */
  control(id: number): void {
    // Padding after the end of the text is nobody's words.
    if (this.fault === 'invented-turn' || id !== END_OF_TEXT) this.text += markerText(id)
  }
}
