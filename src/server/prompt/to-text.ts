import type { PromptSegment } from './segment.ts'

/**
 * A prompt as text, for backends that tokenize it themselves and know the markers.
 *
 * Text that looks like a control token is broken: `<|end|>` becomes `<` + U+200B (zero-width space) + `|end|>`. No
 * tokenizer takes that for the token, a reader sees no difference, and a model still reads what was meant. All of
 * `<|name|>` is broken, not only the markers that Harmony has: vocabularies hold more of them
 * (`<|reserved_200000|>`, `<|endoftext|>`).
 *
 * @param onBroken is told of each text that had to be changed
 */
export function promptText(segments: readonly PromptSegment[], onBroken?: (text: string) => void): string {
  let prompt = ''
  let text = ''
  const flush = () => {
    // Broken as a whole: two texts side by side may make a marker that neither holds.
    const broken = breakMarkers(text)
    if (broken !== text) onBroken?.(text)
    prompt += broken
    text = ''
  }
  for (const segment of segments) {
    if ('text' in segment) text += segment.text
    else {
      flush()
      prompt += `<|${segment.marker}|>`
    }
  }
  flush()
  return prompt
}

/** Puts a zero-width space into whatever a tokenizer could take for a control token. */
export function breakMarkers(text: string): string {
  return text.includes('<|') ? text.replaceAll(/<(?=\|[A-Za-z0-9_]+\|>)/g, '<\u200b') : text
}
