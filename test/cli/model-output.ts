import { tokenize } from '../sources/harmony/tokens.ts'

/** A completion with one item of each kind that needs no tools in the request. */
export const completion = [
  '<|channel|>analysis<|message|>Both, so ☂️ two calls.<|end|>',
  '<|start|>assistant<|channel|>commentary<|message|>I will look.<|end|>',
  '<|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{"a":1}<|call|>',
  '<|start|>assistant<|channel|>analysis to=python code<|message|>print(1)<|call|>',
  '<|start|>assistant<|channel|>analysis to=browser.search<|message|>{"query":"x"}<|call|>',
  '<|start|>assistant<|channel|>commentary to=mcp.deepwiki.ask<|message|>{}<|call|>',
  '<|start|>assistant<|channel|>final<|message|>Take one.<|return|>',
].join('')

/** What it becomes. */
export const kinds = [
  'reasoning',
  'message',
  'function_call',
  'code_interpreter_call',
  'web_search_call',
  'mcp_call',
  'message',
]

const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const sse = (values: readonly unknown[]) => values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join('')

const tokens = tokenize(completion)

const choice = (token: { id: number; text: string }, finish_reason: string | null = null) => ({
  choices: [{ index: 0, text: token.text, token_ids: [token.id], finish_reason }],
})

const vllm = tokens.map((token, at) => choice(token, at === tokens.length - 1 ? 'stop' : null))

const delta = (delta: object, finish_reason: string | null = null) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason }],
})

const fragment = (index: number, text: string, name?: string) =>
  delta({
    tool_calls: [
      {
        index,
        ...(name === undefined ? {} : { id: `c${index}`, type: 'function' }),
        function: { name, arguments: text },
      },
    ],
  })

const chat = [
  delta({ role: 'assistant', reasoning: 'Both.' }),
  delta({ content: 'I will look.' }),
  fragment(0, '{"a"', 'f'),
  fragment(1, '{"b"', 'g'),
  fragment(0, ':1}'),
  fragment(1, ':2}'),
  delta({}, 'tool_calls'),
  { choices: [], usage: { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 } },
]

/** The same completion in every format that `--from` knows; chat has no hosted calls. */
export const inputs: Readonly<Record<string, { from: string; text: string; kinds: string[] }>> = {
  'Harmony text': { from: 'harmony', text: completion, kinds },
  'Harmony tokens, one by one': { from: 'harmony-tokens', text: lines(tokens), kinds },
  'Harmony tokens in chunks': {
    from: 'harmony-tokens',
    text: lines([{ token_ids: tokens.map(({ id }) => id), text: completion }]),
    kinds,
  },
  'vLLM chunks as JSON lines': { from: 'vllm', text: lines(vllm), kinds },
  'vLLM chunks as server-sent events': { from: 'vllm', text: `${sse(vllm)}data: [DONE]\n\n`, kinds },
  'Chat Completions chunks as JSON lines': {
    from: 'chat',
    text: lines(chat),
    kinds: ['reasoning', 'message', 'function_call', 'function_call'],
  },
  'Chat Completions chunks as server-sent events': {
    from: 'chat',
    text: `: hello\n\n${sse(chat)}data: [DONE]\n\n`,
    kinds: ['reasoning', 'message', 'function_call', 'function_call'],
  },
}
