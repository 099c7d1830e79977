import { CALL, CHANNEL, CONSTRAIN, END, MESSAGE, START } from '../../sources/harmony/markers.ts'
import type { PromptMarker, PromptSegment } from './segment.ts'

/** A vocabulary: o200k_harmony, from wherever. */
export interface PromptEncoder {
  /** Encodes ordinary text. Text that looks like a control token must come out as ordinary tokens. */
  encode(text: string): readonly number[]
}

const ids: Readonly<Record<PromptMarker, number>> = {
  start: START,
  channel: CHANNEL,
  constrain: CONSTRAIN,
  message: MESSAGE,
  end: END,
  call: CALL,
}

/**
 * A prompt as token ids. Each text is encoded by itself, so nothing that a user writes can become a control token, and
 * nothing of it has to be changed. Texts side by side are encoded together, as the model learnt them.
 */
export function promptIds(segments: readonly PromptSegment[], encoder: PromptEncoder): number[] {
  const prompt: number[] = []
  let text = ''
  const flush = () => {
    if (text !== '') for (const id of encoder.encode(text)) prompt.push(id)
    text = ''
  }
  for (const segment of segments) {
    if ('text' in segment) text += segment.text
    else {
      flush()
      prompt.push(ids[segment.marker])
    }
  }
  flush()
  return prompt
}
