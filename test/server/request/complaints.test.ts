import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../src/server/api-error.ts'
import { parseCreateRequest } from '../../../src/server/request/create-request.ts'

/** The error that a body is refused with. */
function refused(body: unknown): ApiError {
  try {
    parseCreateRequest(body)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error(`accepted: ${JSON.stringify(body)}`)
}

const ok = { model: 'm', input: 'hi' }
const user = (content: unknown) => ({ model: 'm', input: [{ role: 'user', content }] })
const item = (item: unknown) => ({ model: 'm', input: [{ role: 'user', content: 'a' }, item] })
const tool = (tool: unknown) => ({ ...ok, tools: [tool] })
const f = { type: 'function', name: 'f' }
const space = (name: string, ...inner: object[]) => ({ type: 'namespace', name, tools: inner })
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

const table: [body: unknown, param: string | null, code: string, message?: RegExp][] = [
  [undefined, null, 'missing_required_parameter'],
  [null, null, 'invalid_type', /the request body: expected an object, but got null/],
  [3, null, 'invalid_type'],
  ['text', null, 'invalid_type'],
  [[], null, 'invalid_type'],
  [{}, 'model', 'missing_required_parameter'],
  [{ model: 'm' }, 'input', 'missing_required_parameter'],
  [{ model: 'm', input: [] }, 'input', 'missing_required_parameter'],
  [{ model: 3, input: 'a' }, 'model', 'invalid_type', /expected a string, but got an integer/],
  [{ model: '', input: 'a' }, 'model', 'string_below_min_length'],
  [{ model: 'm', input: 3 }, 'input', 'invalid_type', /a string or an array of input items/],
  [{ model: 'm', input: {} }, 'input', 'invalid_type'],
  [item(3), 'input[1]', 'invalid_type'],
  [item(null), 'input[1]', 'invalid_type'],
  [item([]), 'input[1]', 'invalid_type'],
  [item({}), 'input[1].type', 'missing_required_parameter'],
  [item({ type: 4 }), 'input[1].type', 'invalid_type'],
  [item({ role: 'critic', content: 'a' }), 'input[1].role', 'invalid_value', /'critic'. Supported values are: 'user'/],
  [item({ type: 'message', content: 'a' }), 'input[1].role', 'missing_required_parameter'],
  [user(undefined), 'input[0].content', 'missing_required_parameter'],
  [user(null), 'input[0].content', 'invalid_type', /a string or an array of content parts, but got null/],
  [user(7), 'input[0].content', 'invalid_type'],
  [user(['a']), 'input[0].content[0]', 'invalid_type'],
  [user([{ type: 'input_text', text: 'a' }, { type: 'sound' }]), 'input[0].content[1].type', 'invalid_value'],
  [user([{ type: 'input_text' }]), 'input[0].content[0].text', 'missing_required_parameter'],
  [user([{ type: 'input_text', text: 1 }]), 'input[0].content[0].text', 'invalid_type'],
  [user([{ type: 'refusal', refusal: 'no' }]), 'input[0].content[0].type', 'invalid_value'],
  [user([{ type: 'input_image' }]), 'input[0].content[0]', 'missing_required_parameter', /image_url nor file_id/],
  [user([{ type: 'input_image', image_url: { url: 'x' } }]), 'input[0].content[0].image_url', 'invalid_type'],
  [user([{ type: 'input_file', filename: 'a' }]), 'input[0].content[0]', 'missing_required_parameter'],
  [
    item({ role: 'assistant', content: [{ type: 'input_image', image_url: 'x' }] }),
    'input[1].content[0].type',
    'invalid_value',
  ],
  [item({ type: 'function_call', name: 'f', arguments: '{}' }), 'input[1].call_id', 'missing_required_parameter'],
  [item({ type: 'function_call', call_id: 'c', name: 'f', arguments: {} }), 'input[1].arguments', 'invalid_type'],
  [item({ type: 'function_call_output', output: 'x' }), 'input[1].call_id', 'missing_required_parameter'],
  [item({ type: 'function_call_output', call_id: 'c', output: { a: 1 } }), 'input[1].output', 'invalid_type'],
  [item({ type: 'reasoning', summary: 'x' }), 'input[1].summary', 'invalid_type'],
  [item({ type: 'item_reference' }), 'input[1].id', 'missing_required_parameter'],
  [item({ type: 'mcp_approval_response', approval_request_id: 'a' }), 'input[1].approve', 'missing_required_parameter'],
  [{ ...ok, tools: {} }, 'tools', 'invalid_type'],
  [tool('f'), 'tools[0]', 'invalid_type'],
  [tool({}), 'tools[0].type', 'missing_required_parameter'],
  [tool({ type: 'function' }), 'tools[0].name', 'missing_required_parameter'],
  [tool({ type: 'function', name: 'a b' }), 'tools[0].name', 'invalid_value'],
  [tool({ type: 'function', name: '<|end|>' }), 'tools[0].name', 'invalid_value'],
  [tool({ type: 'function', name: 'f', parameters: [] }), 'tools[0].parameters', 'invalid_type'],
  [
    tool({ type: 'custom', name: 'c', format: { type: 'grammar', syntax: 'peg' } }),
    'tools[0].format.definition',
    'missing_required_parameter',
  ],
  [
    tool({ type: 'namespace', name: 'n', tools: [{ type: 'function' }] }),
    'tools[0].tools[0].name',
    'missing_required_parameter',
  ],
  [
    tool({ type: 'mcp', server_label: 's', server_url: 'file:///etc' }),
    'tools[0].server_url',
    'invalid_value',
    /http or https/,
  ],
  [
    { ...ok, tools: [f, { ...f, description: 'another' }] },
    'tools[1].name',
    'invalid_value',
    /two tools as 'f'; rename one/,
  ],
  [{ ...ok, tools: [{ type: 'computer' }, f, { type: 'custom', name: 'f' }] }, 'tools[2].name', 'invalid_value'],
  [{ ...ok, tools: [space('n', f, { type: 'shell' }, f)] }, 'tools[0].tools[2].name', 'invalid_value'],
  [
    { ...ok, tools: [space('n', f), space('n', { ...f, description: 'another' })] },
    'tools[1].tools[0].name',
    'invalid_value',
  ],
  [
    { ...ok, tools: [space('a', f), space('b', f), { type: 'custom', name: 'b__f' }] },
    'tools[2].name',
    'invalid_value',
    /two tools as 'b__f'/,
  ],
  [
    { ...ok, tools: [space('a', f), space('b', f)], tool_choice: f },
    'tool_choice',
    'invalid_value',
    /'f' is the name of more than one tool; choose 'a__f' or 'b__f'/,
  ],
  [
    { ...ok, tools: [f, space('b', { type: 'custom', name: 'f' })], tool_choice: { type: 'custom', name: 'f' } },
    'tool_choice',
    'invalid_value',
    /choose 'b__f'/,
  ],
  [{ ...ok, tool_choice: 'any' }, 'tool_choice', 'invalid_value'],
  [{ ...ok, tool_choice: 'required' }, 'tool_choice', 'invalid_value'],
  [{ ...ok, tool_choice: { type: 'function', name: 'f' } }, 'tool_choice', 'invalid_value', /'f' not found/],
  [{ ...ok, tool_choice: { type: 'function' } }, 'tool_choice.name', 'missing_required_parameter'],
  [{ ...ok, tool_choice: { type: 'allowed_tools', mode: 'x', tools: [] } }, 'tool_choice.mode', 'invalid_value'],
  [{ ...ok, text: 'json' }, 'text', 'invalid_type'],
  [{ ...ok, text: { format: { type: 'xml' } } }, 'text.format.type', 'invalid_value'],
  [{ ...ok, text: { format: { type: 'json_schema', name: 'n' } } }, 'text.format.schema', 'missing_required_parameter'],
  [{ ...ok, text: { verbosity: 'loud' } }, 'text.verbosity', 'invalid_value'],
  [{ ...ok, reasoning: { effort: 'huge' } }, 'reasoning.effort', 'invalid_value'],
  [{ ...ok, max_output_tokens: 0 }, 'max_output_tokens', 'integer_below_min_value'],
  [{ ...ok, max_output_tokens: 1.5 }, 'max_output_tokens', 'invalid_type', /expected an integer, but got a decimal/],
  [{ ...ok, temperature: 2.1 }, 'temperature', 'decimal_above_max_value'],
  [{ ...ok, temperature: 7 }, 'temperature', 'decimal_above_max_value'],
  [{ ...ok, frequency_penalty: -3 }, 'frequency_penalty', 'decimal_below_min_value'],
  [{ ...ok, temperature: '1' }, 'temperature', 'invalid_type'],
  [{ ...ok, top_logprobs: 21 }, 'top_logprobs', 'integer_above_max_value'],
  [{ ...ok, stream: 'yes' }, 'stream', 'invalid_type'],
  [{ ...ok, metadata: { a: 1 } }, 'metadata.a', 'invalid_type'],
  [{ ...ok, metadata: { a: 'x'.repeat(513) } }, 'metadata.a', 'string_above_max_length'],
  [{ ...ok, metadata: { ['k'.repeat(65)]: 'x' } }, `metadata.${'k'.repeat(65)}`, 'invalid_key'],
  [
    { ...ok, metadata: Object.fromEntries(Array.from({ length: 17 }, (_, at) => [at, 'x'])) },
    'metadata',
    'invalid_value',
  ],
  [{ ...ok, include: 'reasoning.encrypted_content' }, 'include', 'invalid_type'],
  [{ ...ok, background: true, store: false }, 'store', 'invalid_value'],
  [{ ...ok, conversation: 'conv_1' }, 'conversation', 'unsupported_parameter', /previous_response_id/],
  [{ ...ok, prompt: { id: 'p' } }, 'prompt', 'unsupported_parameter', /instructions/],
  [JSON.parse('{"model":"m","input":"a","__proto__":{"isAdmin":true}}'), '__proto__', 'invalid_key'],
  [
    JSON.parse('{"model":"m","input":[{"role":"user","content":"a","__proto__":1}]}'),
    'input[0].__proto__',
    'invalid_key',
  ],
  [{ ...ok, metadata: nested(200) }, 'metadata.a.a.a', 'body_too_deep'],
  [JSON.parse(`{"model":"m","input":${'['.repeat(50_000)}${']'.repeat(50_000)}}`), 'input[0][0][0]', 'body_too_deep'],
  [{ model: 'm', input: Array.from({ length: 1_000_001 }, () => 0) }, null, 'body_too_large'],
]

describe('a malformed body is refused with 400, the path of the field, and one sentence', () => {
  for (const [at, [body, param, code, message]] of table.entries()) {
    test(`${at}: ${param ?? 'the body'} ${code}`, () => {
      const error = refused(body)
      expect({ status: error.status, ...error.error }).toMatchObject({
        status: 400,
        type: 'invalid_request_error',
        param,
        code,
      })
      expect(error.message).toMatch(/^[^\n]{10,500}[.]$/)
      if (message !== undefined) expect(error.message).toMatch(message)
    })
  }

  test('no prototype is touched', () => {
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  })
})
