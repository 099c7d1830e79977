import { isObject, type Json } from '../oracle/letter.ts'
import { calls, delta, each, isType, moved, ofItem, ofResponse, omit, terminal, without } from './changes.ts'
import type { Planted } from './planted.ts'

/** What a gateway does not read of its model, or reads wrongly. */
export const readingBugs: readonly Planted[] = [
  {
    title: 'drops refusals',
    chunk: delta((said) => omit(said, 'refusal')),
    found: [['refusal', 'conservation/refusal']],
  },
  {
    title: 'gives refusals as text',
    chunk: moved('refusal', 'content'),
    found: [
      ['refusal', 'conservation/refusal'],
      ['refusal', 'conservation/text'],
    ],
  },
  {
    title: 'drops reasoning',
    chunk: delta((said) => omit(said, 'reasoning_content')),
    found: [
      ['reasoning', 'conservation/reasoning'],
      ['usage', 'conservation/reasoning'],
    ],
  },
  {
    title: 'gives reasoning as text',
    chunk: moved('reasoning_content', 'content'),
    found: [['reasoning', 'conservation/text']],
  },
  {
    title: 'drops reasoning',
    protocol: 'harmony',
    events: without(({ type }) => type === 'reasoning'),
    found: [['reasoning', 'conservation/reasoning']],
  },
  {
    title: 'drops preambles',
    protocol: 'harmony',
    events: without(({ phase }) => phase === 'commentary'),
    found: [['preamble', 'conservation/text']],
  },
  {
    title: 'drops calls',
    protocol: 'harmony',
    events: without(({ type }) => type === 'function_call'),
    found: [
      ['single-call', 'conservation/call'],
      ['empty-arguments', 'conservation/call'],
    ],
  },
  {
    title: 'leaves the markers to the model server',
    protocol: 'harmony',
    asks: (request) => omit(request, 'skip_special_tokens', 'return_token_ids'),
    found: [
      ['reasoning', 'conservation/reasoning'],
      ['single-call', 'conservation/call'],
    ],
  },
  {
    title: 'loses the second call',
    chunk: calls((list) => list.filter(({ index }) => index === 0)),
    found: [
      ['parallel-calls', 'conservation/call'],
      ['interleaved-calls', 'conservation/call'],
      ['batched-calls', 'conservation/call'],
    ],
  },
  {
    title: 'merges interleaved arguments',
    chunk: calls((list) => list.map((call) => (call['id'] === undefined ? { ...call, index: 0 } : call))),
    found: [['interleaved-calls', 'conservation/call']],
  },
  {
    title: 'reads one call of a chunk',
    chunk: calls((list) => list.slice(0, 1)),
    found: [['batched-calls', 'conservation/call']],
  },
  {
    title: 'reads nothing beside a call',
    chunk: delta((said) => ('tool_calls' in said ? omit(said, 'content', 'reasoning_content') : said)),
    found: [
      ['shared-chunk', 'conservation/text'],
      ['shared-chunk', 'conservation/reasoning'],
    ],
  },
  {
    title: 'makes up arguments',
    events: each((event) => {
      if (event['arguments'] === '') return { ...event, arguments: '{}' }
      const { item } = event
      if (isType('output_item.done')(event) && isObject(item) && item['arguments'] === '')
        return ofItem(event, { arguments: '{}' })
      if (!terminal(event)) return event
      const output = ((event['response'] as Json)['output'] as Json[]).map((each) =>
        each['arguments'] === '' ? { ...each, arguments: '{}' } : each,
      )
      return ofResponse(event, { output })
    }),
    found: [['empty-arguments', 'conservation/call']],
  },
]
