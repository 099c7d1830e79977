/** What models get wrong: the warning's code, its row in `harmony.md` (0: none), and what was done. */
const FAULTS = {
  'recipient-off-channel': [1, 'A call stands on a channel that is not for calls; the recipient decides.'],
  'repeated-channel': [3, 'The header names more than one channel; the first one counts.'],
  'recipient-assistant': [4, 'The message is addressed to the assistant itself; it has no recipient.'],
  'content-type-without-recipient': [5, 'A word follows the channel of a message to nobody; it is the content type.'],
  'repeated-recipient': [6, 'The header names more than one recipient; the first one counts.'],
  'unknown-channel': [7, 'The channel has no known name; the known beginning, or the recipient, decides.'],
  'missing-channel': [8, 'The header names no channel; it is commentary with a recipient, final without.'],
  'missing-header': [9, 'The text has no header; it is the final answer.'],
  'missing-message': [10, 'The header has no <|message|>; what follows its last word is the text.'],
  'missing-start': [11, 'A header begins without <|start|>.'],
  'text-between-messages': [12, 'Text stands between two messages; it is a message of its own unless blank.'],
  'repeated-start': [13, 'A header begins twice; the first beginning is ignored.'],
  'repeated-stop': [14, 'A marker ends a message where none is open; it is ignored.'],
  'marker-in-content': [15, 'A header begins inside a message; the message ends before it.'],
  'invented-turn': [16, "The model went on after its call with somebody else's turn; it is dropped."],
  'second-call': [17, 'The model made another call without waiting for the answer; both count.'],
  'cut-off': [20, 'The output ends in the middle of a message; what there was of it is kept as text.'],
  'after-end-of-text': [20, 'The output goes on after <|endoftext|>; the rest is dropped.'],
  'foreign-role': [0, 'A message carries a role that is not assistant, though no call went before; it is kept.'],
  'stray-marker': [0, 'A marker stands where it means nothing; it is ignored.'],
  'empty-message': [0, 'A message without header and text; it is ignored.'],
  unaligned: [0, 'The text of a chunk does not belong to its token ids, or in more than one way; its markers decide.'],
  'no-text': [0, 'A token id came without text, and there is no `decode`; its text is lost.'],
} as const satisfies Record<string, readonly [row: number, message: string]>

/** The recoveries, by the last part of their warning's code. */
export type FaultName = keyof typeof FAULTS

/** One recovery; `text` is what it dropped. */
export interface Fault {
  name: FaultName
  text?: string
  /** The name that it is about, where that stands in the segment. */
  about?: string
}

/** What stands in the table about a recovery. */
export function describeFault(name: FaultName): { row: number; message: string } {
  const [row, message] = FAULTS[name]
  return { row, message }
}
