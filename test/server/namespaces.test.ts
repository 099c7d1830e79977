import { parseCreateRequest } from '../../src/server/request/create-request.ts'
import { expect, it } from 'vitest'
import { builtinUpstream } from '../../src/server/upstreams/builtin.ts'
import { chatUpstream } from '../../src/server/upstreams/chat/upstream.ts'
import { post, postStream } from './post.ts'
import { serving } from './serving.ts'
import { sound } from './streams.ts'
import { fakeServer, sendEvents } from './upstreams/fake-server.ts'

const parameters = { type: 'object', properties: {} }
const f = (description: string) => ({ type: 'function', name: 'f', description, parameters })
const space = (name: string, ...tools: object[]) => ({ type: 'namespace', name, description: '', tools })
const long = 'n'.repeat(70)
const tools = [
  space('n1', f('READ')),
  space('n2', f('DELETE')),
  f('PLAIN'),
  space('n3', { type: 'custom', name: 'f', description: 'TEXT' }),
  space(long, f('LONG')),
]

interface ChatBody {
  tools: { function: { name: string; description: string } }[]
  tool_choice: object
  messages: { tool_calls?: { id: string; function: { name: string } }[] }[]
}

it('a Chat Completions server calls the tool that it means, of many with one name', async () => {
  const chat = await fakeServer((reply, nth, { body }) => {
    if (nth > 0) return sendEvents(reply, [{ choices: [{ delta: { content: 'Done.' }, finish_reason: 'stop' }] }])
    const { tools: offered } = body as ChatBody
    const calls = offered.map(({ function: { name } }, index) => {
      const args = name === 'n3__f' ? '{"input":"words"}' : '{}'
      return { index, id: `c${index}`, type: 'function', function: { name, arguments: args } }
    })
    return sendEvents(reply, [{ choices: [{ delta: { tool_calls: calls }, finish_reason: 'tool_calls' }] }])
  })
  await using server = await serving({ upstream: chatUpstream({ url: chat.url }) })

  const events = await sound(await (await postStream(server, { tools })).all)
  const { response } = events.at(-1) as unknown as { response: { id: string; output: object[] } }
  expect(response.output).toMatchObject([
    { type: 'function_call', call_id: 'c0', name: 'f', namespace: 'n1' },
    { type: 'function_call', call_id: 'c1', name: 'f', namespace: 'n2' },
    { type: 'function_call', call_id: 'c2', name: 'f' },
    { type: 'custom_tool_call', call_id: 'c3', name: 'f', namespace: 'n3', input: 'words' },
    { type: 'function_call', call_id: 'c4', name: 'f', namespace: long },
  ])
  expect(response.output[2]).not.toHaveProperty('namespace')

  const outputs = ['c0', 'c1', 'c2', 'c4'].map((id) => ({ type: 'function_call_output', call_id: id, output: id }))
  const input = [...outputs, { type: 'custom_tool_call_output', call_id: 'c3', output: 'c3' }]
  const choice = { type: 'function', name: 'n2__f' }
  const body = { model: 'm', previous_response_id: response.id, input, tools, tool_choice: choice }
  expect((await post(server, body)).status).toBe(200)

  const [first, second] = chat.seen.map((seen) => seen.body as ChatBody)
  const offered = first!.tools.map((tool) => [tool.function.name, tool.function.description])
  const shortened = expect.stringMatching(/^n+_\w{7}$/)
  expect(offered).toEqual([
    ['n1__f', 'READ'],
    ['n2__f', 'DELETE'],
    ['f', 'PLAIN'],
    ['n3__f', 'TEXT'],
    [shortened, 'LONG'],
  ])
  for (const [name] of offered) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/)
  expect(second!.tools).toEqual(first!.tools)
  expect(second!.tool_choice).toEqual({ type: 'function', function: { name: 'n2__f' } })
  expect(second!.messages[1]!.tool_calls!.map((call) => [call.id, call.function.name])).toEqual(
    offered.map(([name], index) => [`c${index}`, name]),
  )
})

it('a model that speaks Harmony calls the tool that it means', async () => {
  await using server = await serving({ upstream: builtinUpstream() })
  for (const [name, called] of [
    ['n2__f', { name: 'f', namespace: 'n2' }],
    ['f', { name: 'f' }],
    [`${long}__f`, { name: 'f', namespace: long }],
  ] as const) {
    const body = { model: 'm', input: 'Delete it.', tools, tool_choice: { type: 'function', name } }
    const { output } = await (await post(server, body)).json()
    const call = output.find(({ type }: { type: string }) => type === 'function_call')
    expect(call).toMatchObject(called)
    expect(call.namespace).toBe('namespace' in called ? called.namespace : undefined)
  }
})

it('two tools that nothing tells apart are refused before the model is asked', async () => {
  const chat = await fakeServer((reply) => sendEvents(reply, []))
  await using server = await serving({ upstream: chatUpstream({ url: chat.url }) })
  const answer = await post(server, { model: 'm', input: 'a', tools: [f('READ'), f('DELETE')] })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { param: 'tools[1].name', code: 'invalid_value' } })
  expect(chat.seen).toEqual([])
})

it('a tool that is sent twice, the very same, is told once, with a warning', () => {
  const tool = { type: 'function', name: 'f', parameters: { type: 'object', properties: {} } }
  const { request, warnings } = parseCreateRequest({ model: 'm', input: 'x', tools: [tool, { ...tool }] })
  expect(request.tools).toHaveLength(1)
  expect(warnings).toMatchObject([{ code: 'request/repeated-tool', param: 'tools[1]' }])
})
