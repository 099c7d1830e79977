import type { Responses } from 'openai/resources/responses/responses'
import { describe, expect, it } from 'vitest'
import { route } from '../../machines/routing.ts'
import { type ResponseInput, responseState } from '../../src/wire/response.ts'

const tools: Responses.Tool[] = [
  { type: 'function', name: 'f', parameters: null, strict: false },
  { type: 'custom', name: 'write' },
  {
    type: 'namespace',
    name: 'crm',
    description: '',
    tools: [
      { type: 'function', name: 'find' },
      { type: 'custom', name: 'note' },
    ],
  },
]
const { routing } = responseState({ tools, codeInterpreter: true, webSearch: true })
const to = (recipient: string | null, channel: string | null = 'commentary') => route(routing, { channel, recipient })

describe('a segment becomes the kind of item that the table of harmony.md says', () => {
  it.each([
    [null, 'final', { kind: 'message', phase: 'final_answer' }],
    [null, 'commentary', { kind: 'message', phase: 'commentary' }],
    [null, 'analysis', { kind: 'reasoning' }],
    [null, null, { kind: 'message', phase: 'final_answer' }],
    ['assistant', 'commentary', { kind: 'message', phase: 'commentary' }],
    ['functions.f', 'analysis', { kind: 'function_call', name: 'f' }],
    ['functions.unknown', 'final', { kind: 'function_call', name: 'unknown' }],
    ['f', 'final', { kind: 'function_call', name: 'f' }],
    ['functions.fjson', 'final', { kind: 'function_call', name: 'f' }],
    ['fcode', 'final', { kind: 'function_call', name: 'f' }],
    ['write', 'final', { kind: 'custom_tool_call', name: 'write' }],
    ['functions.write', 'final', { kind: 'custom_tool_call', name: 'write' }],
    ['crm.find', 'final', { kind: 'function_call', name: 'find', namespace: 'crm' }],
    ['functions.crm.note', 'final', { kind: 'custom_tool_call', name: 'note', namespace: 'crm' }],
    ['crm.note', 'final', { kind: 'custom_tool_call', name: 'note', namespace: 'crm' }],
    ['python', 'analysis', { kind: 'code_interpreter_call' }],
    ['browser.open', 'analysis', { kind: 'web_search_call', actionName: 'open' }],
    ['browser', 'analysis', { kind: 'mcp_call', serverLabel: 'web_search_preview', name: 'browser' }],
    ['container.exec', 'analysis', { kind: 'mcp_call', serverLabel: 'container', name: 'exec' }],
    ['container', 'analysis', { kind: 'mcp_call', serverLabel: 'container', name: 'container' }],
    ['mcp.a.b.c', 'analysis', { kind: 'mcp_call', serverLabel: 'a', name: 'b.c' }],
    ['mcp.a', 'analysis', { kind: 'mcp_call', serverLabel: 'a', name: 'a' }],
    ['bash', 'analysis', { kind: 'mcp_call', serverLabel: 'bash', name: 'bash' }],
  ])('%s on %s', (recipient, channel, expected) => expect(to(recipient, channel)).toEqual(expected))
})

const space = (name: string, ...inner: string[]) => ({
  type: 'namespace' as const,
  name,
  description: '',
  tools: inner.map((each) => ({ type: 'function' as const, name: each })),
})
const called = (given: NonNullable<ResponseInput['tools']>, recipient: string) =>
  route(responseState({ tools: given }).routing, { channel: 'commentary', recipient })

describe('of tools with one name', () => {
  const f = { type: 'function' as const, name: 'f', parameters: null, strict: false }
  const inN1 = { kind: 'function_call', name: 'f', namespace: 'n1' }
  const inN2 = { kind: 'function_call', name: 'f', namespace: 'n2' }

  it.each([
    ['functions.n1__f', inN1],
    ['functions.n2__f', inN2],
    ['n2__f', inN2],
    ['n2.f', inN2],
    ['functions.n2.f', inN2],
    ['functions.n2__fjson', inN2],
  ])('the one that is called with its namespace is called: %s', (recipient, expected) => {
    expect(called([space('n1', 'f'), space('n2', 'f')], recipient)).toEqual(expected)
    expect(called([space('n1', 'f'), f, space('n2', 'f')], recipient)).toEqual(expected)
  })

  it('the one outside of namespaces is called by the bare name, wherever it stands', () => {
    const custom = { type: 'custom' as const, name: 'f' }
    expect(called([space('n1', 'f'), f], 'functions.f')).toEqual({ kind: 'function_call', name: 'f' })
    expect(called([space('n1', 'f'), custom], 'f')).toEqual({ kind: 'custom_tool_call', name: 'f' })
    expect(called([space('functions', 'f'), f], 'functions.f')).toEqual({ kind: 'function_call', name: 'f' })
  })

  it('none is called by a bare name that could mean each', () => {
    expect(called([space('n1', 'f'), space('n2', 'f')], 'functions.f')).toEqual({ kind: 'function_call', name: 'f' })
    expect(called([space('n1', 'f'), space('n2', 'f')], 'f')).toEqual({ kind: 'function_call', name: 'f' })
  })

  it("a name of its own goes before one that looks like another's with its namespace", () => {
    const given = [space('n1', 'f'), space('n2', 'f', 'n1__g'), space('n1', 'g')]
    expect(called(given, 'functions.n1__g')).toEqual({ kind: 'function_call', name: 'n1__g', namespace: 'n2' })
  })
})

it('lets a host say what an item is, whatever its address', () => {
  const list = { kind: 'mcp_list_tools', serverLabel: 's' } as const
  const asked = { kind: 'mcp_approval_request', serverLabel: 's', name: 'm', arguments: '{}' } as const
  const called = { kind: 'mcp_call', serverLabel: 's', name: 'm', approvalRequestId: 'mcpr_1' } as const
  for (const item of [list, asked, called]) {
    expect(route(routing, { channel: 'final', recipient: null, item })).toEqual(item)
    expect(route(routing, { channel: 'commentary', recipient: 'functions.f', item })).toEqual(item)
  }
})

it('gives python and browser.* to a server of theirs where the request has no such tool', () => {
  const bare = responseState({}).routing
  expect(route(bare, { channel: 'analysis', recipient: 'python' })).toMatchObject({ serverLabel: 'code_interpreter' })
  expect(route(bare, { channel: 'analysis', recipient: 'browser.search' })).toMatchObject({ serverLabel: 'browser' })
})
