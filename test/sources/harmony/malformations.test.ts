import { describe, expect, it } from 'vitest'
import type { SourceEnd } from '../../../src/sources/source.ts'
import { everyWay } from './read.ts'

interface Case {
  says: string
  text: string
  end?: SourceEnd
  log: string[]
  /** `code` or `code#row`, with `: text` where something was dropped. */
  warnings?: string[]
}

const NEXT = '<|start|>assistant<|channel|>final<|message|>ok<|return|>'
const OK = ['start final', '"ok"', 'end return', 'finish stop']
const LONG = 'word '.repeat(80)
const CALLED = ' to=functions.f<|channel|>commentary<|message|>{}<|call|>'
const CALL = ['start commentary to=functions.f', '"{}"', 'end call']

const cases: Case[] = [
  {
    says: '0: a well-formed turn needs no recovery',
    text: `<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{"a":1}<|call|>`,
    log: [
      'start analysis',
      '"Hm."',
      'end end',
      'start commentary to=functions.f (json)',
      '"{\\"a\\":1}"',
      'end call',
      'finish stop',
    ],
  },
  { says: '0: the turn may begin with an explicit start', text: NEXT, log: OK },
  {
    says: '1: a function called on the analysis channel keeps its recipient',
    text: '<|channel|>analysis to=functions.f<|message|>{}<|call|>',
    log: ['start analysis to=functions.f', '"{}"', 'end call', 'finish stop'],
    warnings: ['recipient-off-channel#1'],
  },
  {
    says: '1: a function called on the final channel keeps its recipient',
    text: '<|channel|>final to=functions.f<|message|>{}<|call|>',
    log: ['start final to=functions.f', '"{}"', 'end call', 'finish stop'],
    warnings: ['recipient-off-channel#1'],
  },
  {
    says: '1: a built-in tool belongs on the analysis channel',
    text: '<|channel|>analysis to=python code<|message|>1<|call|>',
    log: ['start analysis to=python (code)', '"1"', 'end call', 'finish stop'],
  },
  {
    says: '2: commentary without a recipient is a message',
    text: `<|channel|>commentary<|message|>I look.<|end|>${NEXT}`,
    log: ['start commentary', '"I look."', 'end end', ...OK],
  },
  {
    says: '3: of two channels the first wins',
    text: ' to=functions.f<|channel|>commentary<|channel|>commentary<|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
    warnings: ['repeated-channel#3'],
  },
  {
    says: '3: of two different channels the first wins',
    text: '<|channel|>final<|channel|>analysis<|message|>x<|return|>',
    log: ['start final', '"x"', 'end return', 'finish stop'],
    warnings: ['repeated-channel#3'],
  },
  {
    says: '4: what is addressed to the assistant has no recipient',
    text: '<|channel|>commentary to=assistant<|message|>x<|end|>',
    log: ['start commentary', '"x"', 'end end', 'finish stop'],
    warnings: ['recipient-assistant#4'],
  },
  {
    says: '5: a constrained final message has a content type',
    text: '<|channel|>final <|constrain|>json<|message|>{}<|return|>',
    log: ['start final (json)', '"{}"', 'end return', 'finish stop'],
    warnings: ['content-type-without-recipient#5'],
  },
  {
    says: '5: a word after final is its content type, not a recipient',
    text: '<|channel|>final json<|message|>{}<|return|>',
    log: ['start final (json)', '"{}"', 'end return', 'finish stop'],
    warnings: ['content-type-without-recipient#5'],
  },
  {
    says: '5: a type glued to the recipient by its marker is cut off',
    text: '<|channel|>commentary to=functions.f<|constrain|>json<|message|>{}<|call|>',
    log: ['start commentary to=functions.f (json)', '"{}"', 'end call', 'finish stop'],
  },
  {
    says: '6: of two recipients the first wins',
    text: '<|channel|>commentary to=functions.f to=functions.g<|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
    warnings: ['repeated-recipient#6: to=functions.g'],
  },
  {
    says: '6: recipients before and after the channel count as two',
    text: ' to=functions.f<|channel|>commentary to=functions.f<|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
    warnings: ['repeated-recipient#6: to=functions.f'],
  },
  {
    says: '7: a channel with something glued to it is the known one',
    text: '<|channel|>commentary?<|message|>x<|end|>',
    log: ['start commentary', '"x"', 'end end', 'finish stop'],
    warnings: ['unknown-channel#7: ?'],
  },
  {
    says: '7: finalx is final',
    text: '<|channel|>finalx<|message|>x<|return|>',
    log: ['start final', '"x"', 'end return', 'finish stop'],
    warnings: ['unknown-channel#7: x'],
  },
  {
    says: '7: a recipient glued to the channel is a recipient',
    text: '<|channel|>commentaryto=functions.f<|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
  },
  {
    says: '7: an unknown channel is passed on',
    text: '<|channel|>foo<|message|>x<|end|>',
    log: ['start foo', '"x"', 'end end', 'finish stop'],
    warnings: ['unknown-channel#7'],
  },
  {
    says: '7: free text in place of the channel is visible',
    text: '<|channel|>I should answer.<|message|> Hi<|return|>',
    log: ['start final', '"I should answer. Hi"', 'end return', 'finish stop'],
    warnings: ['unknown-channel#7'],
  },
  {
    says: '7: free text in place of the channel of a call stays out of its arguments',
    text: '<|channel|>let me call to=functions.f<|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
    warnings: ['unknown-channel#7: let me call'],
  },
  {
    says: '8: an empty channel without recipient is final',
    text: '<|channel|><|message|>x<|return|>',
    log: ['start final', '"x"', 'end return', 'finish stop'],
    warnings: ['missing-channel#8'],
  },
  {
    says: '8: an empty channel with a recipient is commentary',
    text: ' to=functions.f<|channel|><|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
    warnings: ['missing-channel#8'],
  },
  {
    says: '8: no channel at all counts as an empty one',
    text: ' to=functions.f<|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
    warnings: ['missing-channel#8'],
  },
  {
    says: '8: a recipient in place of the channel is a recipient',
    text: '<|channel|>to=functions.f<|message|>{}<|call|>',
    log: [...CALL, 'finish stop'],
    warnings: ['missing-channel#8'],
  },
  {
    says: '9: an answer without header is final',
    text: 'Hello there<|return|>',
    log: ['start final', '"Hello there"', 'end return', 'finish stop'],
    warnings: ['missing-header#9'],
  },
  {
    says: '9: an answer that begins like a header is kept whole',
    text: ' assistants to=',
    end: { reason: 'stop' },
    log: ['start final', '" assistants to="', 'end return', 'finish stop'],
    warnings: ['missing-header#9'],
  },
  {
    says: '9: an answer that begins with the name of a channel is kept whole',
    text: 'final words are hard<|return|>',
    log: ['start final', '"final words are hard"', 'end return', 'finish stop'],
    warnings: ['missing-header#9'],
  },
  {
    says: '9: an answer of one word that could be a header is kept',
    text: 'a',
    end: { reason: 'stop' },
    log: ['start final', '"a"', 'end return', 'finish stop'],
    warnings: ['missing-header#9'],
  },
  {
    says: '9: a marker in a header-less answer means nothing',
    text: 'Hello<|message|> there<|return|>',
    log: ['start final', '"Hello there"', 'end return', 'finish stop'],
    warnings: ['missing-header#9', 'stray-marker'],
  },
  {
    says: '9: an answer of white space gives up after 256 characters',
    text: `${' '.repeat(256)}!<|return|>`,
    log: ['start final', `"${' '.repeat(256)}!"`, 'end return', 'finish stop'],
    warnings: ['missing-header#9'],
  },
  {
    says: '9: an explicit start without a role or a header',
    text: '<|start|>Hello there<|return|>',
    log: ['start final', '"Hello there"', 'end return', 'finish stop'],
    warnings: ['missing-header#9'],
  },
  {
    says: '10: the rest of a header without end is the text',
    text: `<|channel|>final The answer<|end|>${NEXT}`,
    log: ['start final', '" The answer"', 'end end', ...OK],
    warnings: ['missing-message#10'],
  },
  {
    says: '10: a start ends such a text, too',
    text: `<|channel|>commentary... The user asks${NEXT}`,
    log: ['start commentary', '"... The user asks"', 'end end', ...OK],
    warnings: ['missing-message#10'],
  },
  {
    says: '10: after 256 characters the text begins',
    text: `<|channel|>final${LONG}<|message|>x<|return|>`,
    log: ['start final', JSON.stringify(`${LONG}x`), 'end return', 'finish stop'],
    warnings: ['missing-message#10', 'stray-marker'],
  },
  {
    says: '10: arguments without <|message|> are arguments',
    text: '<|channel|>commentary to=functions.f{"a":1}<|call|>',
    log: ['start commentary to=functions.f', '"{\\"a\\":1}"', 'end call', 'finish stop'],
    warnings: ['missing-message#10'],
  },
  {
    says: '10: arguments glued to their type are arguments',
    text: ' to=functions.f<|constrain|>json{"a":1}<|call|>',
    log: ['start commentary to=functions.f (json)', '"{\\"a\\":1}"', 'end call', 'finish stop'],
    warnings: ['missing-message#10'],
  },
  {
    says: '10: a call with nothing behind its header is a call',
    text: '<|channel|>commentary to=functions.f<|call|>',
    log: ['start commentary to=functions.f', 'end call', 'finish stop'],
    warnings: ['missing-message#10'],
  },
  {
    says: '10: what stands behind a repeated channel is text',
    text: '<|channel|>commentary to=assistant<|channel|>commentary? Well.<|end|>',
    log: ['start commentary', '"? Well."', 'end end', 'finish stop'],
    warnings: ['recipient-assistant#4', 'repeated-channel#3', 'missing-message#10'],
  },
  {
    says: '11: a role without start begins a header',
    text: `<|channel|>analysis<|message|>a<|end|>${NEXT.slice(9)}`,
    log: ['start analysis', '"a"', 'end end', ...OK],
    warnings: ['missing-start#11'],
  },
  {
    says: '11: a channel without start and role begins a header',
    text: `<|channel|>analysis<|message|>a<|end|>${NEXT.slice(18)}`,
    log: ['start analysis', '"a"', 'end end', ...OK],
    warnings: ['missing-start#11'],
  },
  {
    says: '12: text between messages is a message',
    text: `<|channel|>analysis<|message|>a<|end|>Then this.${NEXT}`,
    log: ['start analysis', '"a"', 'end end', 'start final', '"Then this."', 'end end', ...OK],
    warnings: ['text-between-messages#12', 'marker-in-content#15'],
  },
  {
    says: '12: blanks between messages are not',
    text: `<|channel|>analysis<|message|>a<|end|> \n${NEXT}`,
    log: ['start analysis', '"a"', 'end end', ...OK],
    warnings: ['text-between-messages#12:  \n'],
  },
  { says: '12: a line end after the last message is nothing', text: `${NEXT}\n`, log: OK },
  {
    says: '13: the second of two starts is ignored',
    text: `<|channel|>analysis<|message|>a<|end|><|start|>${NEXT}`,
    log: ['start analysis', '"a"', 'end end', ...OK],
    warnings: ['repeated-start#13'],
  },
  {
    says: '13: a start and role twice count once',
    text: `<|start|>assistant${NEXT}`,
    log: OK,
    warnings: ['repeated-start#13'],
  },
  {
    says: '14: a return after an end is ignored',
    text: '<|channel|>final<|message|>ok<|end|><|return|>',
    log: ['start final', '"ok"', 'end end', 'finish stop'],
    warnings: ['repeated-stop#14'],
  },
  {
    says: '14: the second of two calls is ignored',
    text: `${CALLED}<|call|>`,
    log: [...CALL, 'finish stop'],
    warnings: ['repeated-stop#14'],
  },
  {
    says: '15: a start inside content ends the message',
    text: `<|channel|>analysis<|message|>a${NEXT}`,
    log: ['start analysis', '"a"', 'end end', ...OK],
    warnings: ['marker-in-content#15'],
  },
  {
    says: '15: a channel inside content ends the message',
    text: `<|channel|>analysis<|message|>a${NEXT.slice(18)}`,
    log: ['start analysis', '"a"', 'end end', ...OK],
    warnings: ['marker-in-content#15'],
  },
  {
    says: "16: a tool's invented answer is dropped",
    text: `${CALLED}<|start|>functions.f to=assistant<|channel|>commentary<|message|>{"t":20}<|end|>${NEXT}`,
    log: [...CALL, 'finish stop'],
    warnings: [
      `invented-turn#16: <|start|>functions.f to=assistant<|channel|>commentary<|message|>{"t":20}<|end|>${NEXT}`,
    ],
  },
  {
    says: "16: a user's invented turn is dropped, and the limit it ran into with it",
    text: `${CALLED}<|start|>user<|message|>And`,
    end: { reason: 'length' },
    log: [...CALL, 'finish stop'],
    warnings: ['invented-turn#16: <|start|>user<|message|>And'],
  },
  {
    says: '16: an invented turn without <|message|> is dropped',
    text: `${CALLED}<|start|>user what else?<|end|>`,
    log: [...CALL, 'finish stop'],
    warnings: ['invented-turn#16: <|start|>user what else?<|end|>'],
  },
  {
    says: '16: an invented turn that is cut in its header is dropped',
    text: `${CALLED}<|start|>func`,
    log: [...CALL, 'finish stop'],
    warnings: ['invented-turn#16: <|start|>func'],
  },
  {
    says: "16: a tool's answer without start is dropped",
    text: `${CALLED}functions.f to=assistant<|channel|>commentary<|message|>20<|end|>`,
    log: [...CALL, 'finish stop'],
    warnings: ['invented-turn#16: functions.f to=assistant<|channel|>commentary<|message|>20<|end|>'],
  },
  {
    says: '16: another role without a call before it is kept',
    text: '<|channel|>final<|message|>a<|end|><|start|>user<|message|>b<|end|>',
    log: ['start final', '"a"', 'end end', 'start final', '"b"', 'end end', 'finish stop'],
    warnings: ['foreign-role: user', 'missing-channel#8'],
  },
  {
    says: '17: a second call after a call is accepted',
    text: `${CALLED}<|start|>assistant${CALLED}`,
    log: [...CALL, ...CALL, 'finish stop'],
    warnings: ['second-call#17'],
  },
  {
    says: '18: a name is passed on as the model wrote it',
    text: ' to=functions.fjson<|channel|>commentary<|message|>{}<|call|>',
    log: ['start commentary to=functions.fjson', '"{}"', 'end call', 'finish stop'],
  },
  {
    says: '19: arguments that are no JSON are passed on',
    text: ' to=functions.f<|channel|>commentary<|message|>{a:<|call|>',
    log: ['start commentary to=functions.f', '"{a:"', 'end call', 'finish stop'],
  },
  {
    says: '20: cut inside content',
    text: '<|channel|>final<|message|>The ans',
    log: ['start final', '"The ans"', 'end cut', 'finish length'],
    warnings: ['cut-off#20'],
  },
  {
    says: '20: cut inside a marker',
    text: '<|channel|>final<|message|>The ans<|retu',
    log: ['start final', '"The ans<|retu"', 'end cut', 'finish length'],
    warnings: ['cut-off#20'],
  },
  {
    says: '20: cut inside a header',
    text: '<|channel|>final<|message|>a<|end|><|start|>assistant<|channel|>commentary to=functions.f',
    log: ['start final', '"a"', 'end end', 'start commentary to=functions.f', 'end cut', 'finish length'],
    warnings: ['cut-off#20', 'missing-message#10'],
  },
  {
    says: '20: cut inside a channel',
    text: '<|channel|>fin',
    log: ['start final', '"fin"', 'end cut', 'finish length'],
    warnings: ['cut-off#20', 'unknown-channel#7'],
  },
  {
    says: '20: cut at the token limit',
    text: '<|channel|>final<|message|>The ans',
    end: { reason: 'length' },
    log: ['start final', '"The ans"', 'end cut', 'finish length'],
    warnings: ['cut-off#20'],
  },
  {
    says: '20: cut by the filter',
    text: '<|channel|>final<|message|>The ans',
    end: { reason: 'content_filter' },
    log: ['start final', '"The ans"', 'end cut', 'finish content_filter'],
    warnings: ['cut-off#20'],
  },
  {
    says: '20: the end of text inside content',
    text: '<|channel|>final<|message|>The ans<|endoftext|><|endoftext|>',
    end: { reason: 'stop' },
    log: ['start final', '"The ans"', 'end cut', 'finish length'],
    warnings: ['cut-off#20'],
  },
  { says: '20: the end of text after a message', text: `${NEXT}<|endoftext|>`, log: OK },
  {
    says: '20: text after the end of text',
    text: `${NEXT}<|endoftext|>more<|end|>`,
    log: OK,
    warnings: ['after-end-of-text#20: more<|end|>'],
  },
  {
    says: '0: upstream says stop without the stop token of an answer',
    text: '<|channel|>final<|message|>ok',
    end: { reason: 'stop' },
    log: OK,
  },
  {
    says: '0: upstream says stop without the stop token of a call',
    text: CALLED.slice(0, -8),
    end: { reason: 'stop' },
    log: [...CALL, 'finish stop'],
  },
  {
    says: '0: an empty message is a message',
    text: '<|channel|>final<|message|><|return|>',
    log: ['start final', 'end return', 'finish stop'],
  },
  { says: '0: nothing at all', text: '', log: ['finish length'] },
  { says: '0: nothing at all, and upstream says stop', text: '', end: { reason: 'stop' }, log: ['finish stop'] },
  {
    says: '0: a start and a stop without anything between',
    text: `${NEXT}<|start|>assistant<|end|>`,
    log: OK,
    warnings: ['empty-message'],
  },
]

describe('what models get wrong, however it is cut', () => {
  it.each(cases)('$says', ({ text, end, log, warnings = [] }) => {
    for (const [way, reading] of everyWay(text, end)) {
      const found = reading.warnings.map(({ code, malformation, text }) => {
        const row = malformation === undefined ? '' : `#${malformation}`
        return `${code.replace('harmony/', '')}${row}${text === undefined ? '' : `: ${text}`}`
      })
      expect({ log: reading.log, warnings: found }, way).toEqual({ log, warnings })
    }
  })
})
