import { expect, test } from 'vitest'
import type { ConversationItem } from '../../src/server/conversation.ts'
import type { AttendedResponse, ToolHost } from '../../src/server/tool-host.ts'
import { eventually, postStream } from './post.ts'
import { serving } from './serving.ts'
import { SpokenUpstream } from './spoken-upstream.ts'
import { sound } from './streams.ts'

const call = '<|channel|>analysis to=mcp.counter.add<|message|>{"n":1}<|call|>'
const answer = '<|channel|>final<|message|>It is 2.<|return|>'
const tools = [{ type: 'mcp', server_label: 'counter', server_url: 'http://127.0.0.1:1/', require_approval: 'never' }]

/** Answers each call after a while. */
class Counting implements ToolHost {
  attended: AttendedResponse | undefined

  serves = () => true

  attend(response: AttendedResponse) {
    this.attended = response
    const said: ConversationItem[] = []
    let answered = Promise.resolve()
    return {
      onEvent(event: { type: string }) {
        if (event.type !== 'response.mcp_call_arguments.done') return
        said.push({ type: 'message', role: 'user', content: 'the tool said 2' })
        answered = new Promise((resolve) => setTimeout(resolve, 10)).then(() =>
          response.answer({ type: 'tool.output', output: '2' }),
        )
      },
      async nextTurn() {
        await answered
        return said.length === 0 ? null : said.splice(0)
      },
    }
  }
}

test('a host answers hosted calls, and the model goes on', async () => {
  const upstream = new SpokenUpstream().say(call).end().say(answer).end()
  const toolHost = new Counting()
  await using server = await serving({ upstream, toolHost })
  const events = await sound(await (await postStream(server, { tools })).all)
  expect(events.at(-1)).toMatchObject({
    type: 'response.completed',
    response: {
      output: [
        { type: 'mcp_call', name: 'add', status: 'completed', output: '2' },
        { type: 'message', content: [{ text: 'It is 2.' }] },
      ],
    },
  })
  expect(upstream.asked[1]?.items).toHaveLength(2)
  expect(toolHost.attended?.signal.aborted).toBe(true)
})

test('a response is cancelled while its tool runs', async () => {
  const upstream = new SpokenUpstream().say(call).end()
  const silent: ToolHost = {
    serves: () => true,
    attend: () => ({ onEvent: () => undefined, nextTurn: () => new Promise(() => undefined) }),
  }
  await using server = await serving({ upstream, toolHost: silent })
  const stream = await postStream(server, { tools })
  await stream.until('mcp_call_arguments.done')
  const id = /"id":"(resp_\w+)"/.exec(stream.text)![1]!
  await fetch(`${server.url}/responses/${id}/cancel`, { method: 'POST' })
  const events = await sound(await stream.all)
  expect(events.at(-1)?.type).toBe('response.incomplete')
  await eventually(() => upstream.signal?.aborted === true, 'the upstream is aborted')
})
