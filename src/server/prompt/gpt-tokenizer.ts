import { CounterpointError } from '../../wire/error.ts'
import type { PromptEncoder } from './to-ids.ts'

/** What this package uses of `gpt-tokenizer`, which is not a dependency of it. */
interface Vocabulary {
  encode(text: string, options: { allowedSpecial: Set<string>; disallowedSpecial: Set<string> }): number[]
}

/**
 * Loads the o200k_harmony vocabulary out of `gpt-tokenizer`, which whoever wants prompts as token ids installs beside
 * this package (it needs no network, and some megabytes of memory).
 *
 * @throws CounterpointError `encoder/missing` where it is not installed
 */
export async function loadEncoder(): Promise<PromptEncoder> {
  // A name that bundlers can't follow: they would want to find it.
  const name = 'gpt-tokenizer/encoding/o200k_harmony'
  let loaded: unknown
  try {
    loaded = await import(name)
  } catch (cause) {
    const message = 'Prompts as token ids need the package gpt-tokenizer: npm install gpt-tokenizer@4. Or send text.'
    throw new CounterpointError('encoder/missing', message, { cause })
  }
  if (!isVocabulary(loaded)) {
    throw new CounterpointError(
      'encoder/unknown',
      'The installed gpt-tokenizer has no o200k_harmony; install version 4.',
    )
  }
  const vocabulary = loaded
  const none = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() }
  return { encode: (text) => vocabulary.encode(text, none) }
}

function isVocabulary(loaded: unknown): loaded is Vocabulary {
  return typeof loaded === 'object' && loaded !== null && 'encode' in loaded && typeof loaded.encode === 'function'
}
