import type { ResponseMachineInput } from './input.ts'

/** An input that came where the protocol has no place for it. It changed nothing; it stands here whole, so nothing is lost. */
export interface InputWarning {
  type: 'warning'
  code: 'input/out-of-place'
  /** One sentence: what came, where, and how to mend it. */
  message: string
  input: ResponseMachineInput
}

const mends = {
  'segment.start': 'End the open segment first, and start none after a cut one or before response.start.',
  'segment.delta': 'Send text between segment.start and segment.end, in an open part.',
  'segment.end': 'End a segment once, after its segment.start.',
  'part.start': 'Start only the parts that the kind of item has, between segment.start and segment.end.',
  'part.end': 'End a part once, after its part.start.',
  annotation: 'Annotate only an open output_text part.',
  'tool.output': "Answer only a hosted call that is running: after its segment.end, with hostedTools 'await'.",
  'tool.error': "Fail only a hosted call that is running: after its segment.end, with hostedTools 'await'.",
  'tool.progress': "Report progress only of a hosted call that is running, with hostedTools 'await'.",
  'response.start': 'Start a response once, and only one that was created queued.',
  'response.finish': 'Finish a response once.',
  'response.fail': 'Fail a response once, while it runs.',
  'response.cancel': 'Cancel a response once, while it runs.',
} satisfies Record<ResponseMachineInput['type'], string>

/**
 * The warning for an input that came where it has no place.
 *
 * @param where the machine that had no use for it, e.g. `message msg_1`
 */
export function outOfPlace(input: ResponseMachineInput, where: string): InputWarning {
  const message = `${where} has no place for ${input.type} now; nothing was changed. ${mendOf(input.type)}`
  return { type: 'warning', code: 'input/out-of-place', message, input }
}

/** Callers whom no compiler checks may send anything. */
function mendOf(type: string): string {
  return Object.entries(mends).find(([known]) => known === type)?.[1] ?? 'Send only the inputs of docs/inputs.md.'
}
