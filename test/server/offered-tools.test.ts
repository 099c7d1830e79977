import { describe, expect, it } from 'vitest'
import { offeredTools, toldNames } from '../../src/server/offered-tools.ts'
import { parseCreateRequest } from '../../src/server/request/create-request.ts'

const f = { type: 'function' as const, name: 'f', parameters: null, strict: false }
const g = { type: 'custom' as const, name: 'g' }
const space = (name: string, ...inner: string[]) => ({
  type: 'namespace' as const,
  name,
  description: '',
  tools: inner.map((each) => ({ type: 'function' as const, name: each })),
})
const allowed = (...tools: Record<string, unknown>[]) => ({
  type: 'allowed_tools' as const,
  mode: 'auto' as const,
  tools,
})

describe('what the model knows tools by', () => {
  it.each([
    ['unique names, as they are', [f, g, space('n', 'h')], ['f', 'g', 'h']],
    [
      'with its namespace where another one has one',
      [space('n1', 'f', 'h'), space('n2', 'f')],
      ['n1__f', 'h', 'n2__f'],
    ],
    ['as it is outside of namespaces', [space('n1', 'f'), f, space('n2', 'g'), g], ['n1__f', 'f', 'n2__g', 'g']],
  ])('%s', (_what, tools, names) => {
    expect(offeredTools({ tools, toolChoice: 'auto' }).map(({ name }) => name)).toEqual(names)
  })

  it('is the same for tools of earlier turns, which must not pass for others', () => {
    const told = toldNames([space('n1', 'f'), g])
    expect(told({ name: 'f', namespace: 'n1' })).toBe('f')
    expect(told({ name: 'f', namespace: 'gone' })).toBe('gone__f')
    expect(told({ name: 'g', namespace: 'gone.by' })).toBe('gone_by__g')
    expect(told({ name: 'h', namespace: 'gone' })).toBe('h')
    expect(told({ name: 'f', namespace: null })).toBe('f')
  })
})

it.each([
  [[{ name: 'f', namespace: 'n2' }], ['n2__f']],
  [[{ name: 'n1__f' }], ['n1__f']],
  [[{ name: 'f' }], ['n1__f', 'n2__f']],
  [[{ name: 'h' }, { name: 'f', namespace: 'gone' }], ['h']],
])('tools are allowed by name and namespace: %j', (entries, names) => {
  const tools = [space('n1', 'f', 'h'), space('n2', 'f')]
  expect(offeredTools({ tools, toolChoice: allowed(...entries) }).map(({ name }) => name)).toEqual(names)
})

it('allows the tool outside of namespaces only, where there is one', () => {
  const names = offeredTools({ tools: [space('n', 'f'), f], toolChoice: allowed({ name: 'f' }) }).map(
    ({ name }) => name,
  )
  expect(names).toEqual(['f'])
})

it.each([
  [[space('n1', 'f'), space('n2', 'f')], 'n2__f'],
  [[space('n1', 'f'), f], 'f'],
  [[space('n1', 'f')], 'f'],
])('a tool is chosen by the name that the model knows: %j, %s', (tools, name) => {
  const choice = { type: 'function', name }
  expect(parseCreateRequest({ model: 'm', input: 'a', tools, tool_choice: choice }).request.tool_choice).toEqual(choice)
})
