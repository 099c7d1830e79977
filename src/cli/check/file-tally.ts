import { Tally } from '../../check/tally.ts'

/** What is known of an input once it was checked. */
export class FileTally extends Tally {
  readonly file: string
  /** The line of an event that is there in half only. */
  cutAt: number | null = null

  constructor(file: string) {
    super()
    this.file = file
  }
}
