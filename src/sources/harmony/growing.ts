/**
 * Gives what is new of a text that a server sends either whole each time or in pieces. Which of the two it does shows
 * at the second piece: a whole one begins with all that was before. (A Harmony turn never begins with the same token
 * twice, so a piece that looks like a whole one does not occur there.)
 */
export class GrowingText {
  #before = ''
  #whole: boolean | null = null

  /** Takes the next text; gives what it adds. */
  take(text: string): string {
    if (text === '') return ''
    if (this.#before === '') {
      this.#before = text
      return text
    }
    const continues = text.startsWith(this.#before)
    // The same again decides nothing: a whole text may stand still while a character waits for its last bytes.
    if (text !== this.#before) this.#whole ??= continues
    if (this.#whole === false) return text
    // Whole once, whole always; a text that was rewritten at its end shares a beginning with what was said.
    const added = continues ? text.slice(this.#before.length) : text.slice(sharedLength(this.#before, text))
    this.#before = text
    return added
  }
}

/** Gives what is new of ids that a server sends either whole each time or in pieces. */
export class GrowingIds {
  #taken = 0
  /** Whether they come in pieces; null until the second time. */
  #pieces: boolean | null = null

  /**
   * Takes the next ids; gives what they add.
   *
   * @param generated how many the server says it has made so far; 0 where it doesn't say
   */
  take(ids: readonly number[], generated: number): readonly number[] {
    if (ids.length === 0) return ids
    if (this.#taken === 0) {
      this.#taken = ids.length
      return ids
    }
    this.#pieces ??= generated > 0 ? ids.length < generated : ids.length < this.#taken + 1
    if (this.#pieces) return ids
    const added = ids.slice(this.#taken)
    this.#taken = Math.max(this.#taken, ids.length)
    return added
  }
}

function sharedLength(one: string, other: string): number {
  let length = 0
  while (length < one.length && one[length] === other[length]) length += 1
  return length
}
