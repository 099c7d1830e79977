import type { SegmentStart } from '../../src/wire/input.ts'
import type { ItemInput } from '../../src/wire/item.ts'

const segment: SegmentStart = { type: 'segment.start', channel: 'final', recipient: null, contentType: null }
const annotation = { type: 'url_citation' as const, url: 'https://a.example', title: 'A', start_index: 0, end_index: 1 }

/** A finite alphabet for every item machine: every type of input, every value that some guard looks at. */
export const alphabet: readonly ItemInput[] = [
  segment,
  { ...segment, parts: 'explicit' },
  { type: 'part.start', part: 'output_text' },
  { type: 'part.start', part: 'refusal' },
  { type: 'part.start', part: 'reasoning_text' },
  { type: 'part.start', part: 'summary_text' },
  { type: 'part.start', part: 'shell_command' },
  { type: 'part.start', part: 'shell_output' },
  { type: 'part.end' },
  { type: 'part.end', outcome: { type: 'exit', exit_code: 1 } },
  // A web search can read the first of these three, until one of the others spoils it.
  { type: 'segment.delta', text: '{"query":"q"}' },
  { type: 'segment.delta', text: 'a' },
  { type: 'segment.delta', text: 'b', stream: 'stderr' },
  { type: 'segment.delta', text: '' },
  { type: 'annotation', annotation },
  { type: 'tool.progress' },
  { type: 'tool.output' },
  {
    type: 'tool.output',
    output: 'o',
    tools: [{ name: 't', input_schema: {} }],
    results: [{ file_id: 'f', text: 't', score: 1 }],
    result: 'AA==',
  },
  { type: 'tool.error', error: { message: 'e' } },
  { type: 'tool.error', error: { message: 'e', code: 'c' } },
  { type: 'segment.end', reason: 'end' },
  { type: 'segment.end', reason: 'call' },
  { type: 'segment.end', reason: 'return' },
  { type: 'segment.end', reason: 'cut' },
  { type: 'segment.end', reason: 'finish' },
]
