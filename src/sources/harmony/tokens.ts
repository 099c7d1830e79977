import type { SourceOptions } from '../source.ts'
import { alignMarkers } from './align.ts'
import { FIRST_SPECIAL, isMarker, LAST_SPECIAL, markerText } from './markers.ts'
import { HarmonyParser } from './parser.ts'
import type { HarmonySource } from './text.ts'
import { usageOf, type Usage } from '../usage.ts'

/** One token, or one chunk of several, and the text that it was decoded to (not needed where there is `decode`). */
export type HarmonyTokens =
  | { id: number; text?: string | null }
  | { token_ids: readonly number[]; text?: string | null }

export interface HarmonyTokenOptions extends SourceOptions {
  /**
   * Decodes one ordinary id, for upstreams that give no text. Characters made of several tokens are its own
   * business: it may keep the first bytes and give the character with the last one.
   */
  decode?: (id: number) => string
}

/**
 * Reads Harmony token ids, with their text. Only ids make control tokens: text of ordinary ids that looks like a
 * marker is content. Where no usage is given at the end, the tokens are counted here.
 */
export function createHarmonyTokenSource(options: HarmonyTokenOptions): HarmonySource<HarmonyTokens> {
  const parser = new HarmonyParser(options)
  const tokens = new TokenReader(parser, options.decode)
  return {
    write(token) {
      // Serializers write `null` for a text that is not there.
      const text = token.text ?? undefined
      if (parser.ended) parser.late(text ?? '')
      else if ('id' in token) tokens.one(token.id, text)
      else tokens.several(token.token_ids, text)
    },
    nextTurn(reason = null) {
      if (!parser.ended) parser.nextTurn(reason)
    },
    finish(end = {}) {
      parser.finish(end.reason ?? null, end.usage ?? tokens.usage, end.at)
    },
    fail(error) {
      parser.fail(error, tokens.usage)
    },
  }
}

/** Steps the parser by token ids, and counts them. */
export class TokenReader {
  readonly #parser: HarmonyParser
  readonly #decode: ((id: number) => string) | undefined
  #output = 0
  #reasoning = 0
  #reported = false

  constructor(parser: HarmonyParser, decode?: (id: number) => string) {
    this.#parser = parser
    this.#decode = decode
  }

  /** What was counted so far. */
  get usage(): Usage {
    return usageOf({ output: this.#output, reasoning: this.#reasoning })
  }

  /** Takes one token. */
  one(id: number, text: string | undefined): void {
    if (id >= FIRST_SPECIAL && id <= LAST_SPECIAL && isMarker(id)) this.#special(id, text ?? '')
    else this.#ordinary(1, text ?? this.#decoded(id))
  }

  /** Takes the tokens of one chunk. */
  several(ids: readonly number[], text: string | undefined): void {
    const [first] = ids
    if (first !== undefined && ids.length === 1) this.one(first, text)
    else if (text !== undefined && !ids.some(isMarker)) this.#ordinary(ids.length, text)
    else if (text === undefined) for (const id of ids) this.one(id, undefined)
    else if (!this.#decodesTo(ids, text) && !this.#aligned(ids, text)) this.#each(ids, text)
  }

  /** Where `decode` agrees with the text, there is no need to look for the markers in it. */
  #decodesTo(ids: readonly number[], text: string): boolean {
    const decode = this.#decode
    if (decode === undefined) return false
    const texts = ids.map((id) => markerText(id) || decode(id))
    if (texts.join('') !== text) return false
    for (const [index, id] of ids.entries()) this.one(id, texts[index])
    return true
  }

  #ordinary(count: number, text: string): void {
    const parser = this.#parser
    this.#output += count
    if (parser.reasoning) this.#reasoning += count
    parser.text(text)
  }

  /** A stop token's text may be missing, and a detokenizer may hand out with it what it held back before. */
  #special(id: number, text: string): void {
    const marker = markerText(id)
    const before = text.endsWith(marker) ? text.slice(0, text.length - marker.length) : text
    if (before !== '') this.#parser.text(before)
    this.#output++
    this.#parser.control(id)
  }

  #aligned(ids: readonly number[], text: string): boolean {
    const alignment = alignMarkers(ids, text)
    if (alignment === null) return false
    const { starts, sure } = alignment
    if (!sure) this.#parser.warn('unaligned')
    let done = 0
    let ordinary = 0
    let next = 0
    for (const id of ids) {
      if (!isMarker(id)) {
        ordinary++
        continue
      }
      const start = starts[next++] ?? done
      this.#ordinary(ordinary, text.slice(done, start))
      ordinary = 0
      this.#special(id, '')
      done = Math.min(start + markerText(id).length, text.length)
    }
    this.#ordinary(ordinary, text.slice(done))
    return true
  }

  /** The text is not what the ids were decoded to (markers left out, text held back): the markers in it decide. */
  #each(ids: readonly number[], text: string): void {
    this.#parser.warn('unaligned')
    let done = 0
    for (const id of ids) {
      if (!isMarker(id)) {
        this.#ordinary(1, '')
        continue
      }
      const at = text.indexOf(markerText(id), done)
      const end = at < 0 ? text.length : at
      this.#special(id, text.slice(done, end))
      done = at < 0 ? text.length : at + markerText(id).length
    }
    this.#parser.text(text.slice(done))
  }

  #decoded(id: number): string {
    if (this.#decode !== undefined) return this.#decode(id)
    if (!this.#reported) this.#parser.warn('no-text')
    this.#reported = true
    return ''
  }
}
