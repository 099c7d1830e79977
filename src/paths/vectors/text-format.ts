import type { ResponseMachineInput } from '../../wire/input.ts'
import type { MachineVectors, Vector } from './vector.ts'

/** Paths as a person reads them: what goes in, what comes out. */
export function vectorText({ machine, positive, negative }: MachineVectors): string {
  const forms = (['harmony', 'tokens', 'chat'] as const).map((form) => {
    const told = positive.filter(({ inputs }) => inputs[form] !== null).length
    return `${told} as ${form}`
  })
  return [
    `# ${machine}: ${positive.length} paths (${forms.join(', ')}), ${negative.length} broken streams`,
    ...positive.map(pathText),
    '## broken streams',
    ...negative.map(({ rule, index, what }) => `  ${rule} at ${index}: ${what}`),
    '',
  ].join('\n')
}

function pathText({ id, inputs, expected: { events, ignored } }: Vector): string {
  const harmony = inputs.harmony === null ? [] : [`  harmony ${JSON.stringify(inputs.harmony.pieces.join(''))}`]
  const told = inputs.machine.map((input, at) => (ignored.includes(at) ? `(${inputText(input)})` : inputText(input)))
  const said = events.map(({ type }) => type.replace(/^response\./, ''))
  return [`## ${id}`, `  in      ${told.join(' · ')}`, ...harmony, `  out     ${said.join(' · ')}`, ''].join('\n')
}

/** What an input says, in a word or two. */
function inputText(input: ResponseMachineInput): string {
  switch (input.type) {
    case 'segment.start': {
      const { channel, recipient, parts } = input
      return `${recipient === null ? (channel ?? 'no channel') : `to=${recipient}`}${parts === undefined ? '' : ' (explicit)'}`
    }
    case 'segment.delta':
      return JSON.stringify(input.text)
    case 'part.start':
      return `part ${input.part}`
    case 'segment.end':
    case 'response.finish':
      return `${input.type.replace('segment.', '')} ${input.reason}`
    default:
      return input.type
  }
}
