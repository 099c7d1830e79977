/**
 * What a user did wrong, or what cannot be done: a code to switch on, and one sentence that says what, where and how
 * to mend it. Model output never causes one; it is mended and warned about.
 */
export class CounterpointError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CounterpointError'
    this.code = code
  }
}
