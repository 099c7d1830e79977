import { describe, expect, expectTypeOf, it } from 'vitest'
import { respond } from '../../src/runtime/respond.ts'

/** A body that tells whether it was let go. */
function body() {
  let isCancelled = false
  const stream = new ReadableStream<string>({
    pull: (controller) => controller.enqueue('<|channel|>final<|message|>Hi'),
    cancel: () => void (isCancelled = true),
  })
  return { stream, isCancelled: () => isCancelled }
}

describe('a response that nobody begins to read', () => {
  it('lets the upstream go when its byte stream is cancelled', async () => {
    const { stream, isCancelled } = body()
    await respond(stream).toByteStream().cancel()
    expect(isCancelled()).toBe(true)
  })

  it('lets the upstream go when its iterator is left', async () => {
    const { stream, isCancelled } = body()
    await respond(stream)[Symbol.asyncIterator]().return?.()
    expect(isCancelled()).toBe(true)
  })
})

describe('a response that is read twice', () => {
  it('says so, and does not invent a second, empty one', async () => {
    const stream = respond(new Blob(['Hi']).stream())
    for await (const event of stream) if (event.type === 'response.created') break
    expect(() => stream.frames()).toThrow(expect.objectContaining({ code: 'stream/read-twice' }))
  })
})

it('gives events that narrow by their type', async () => {
  const deltas: string[] = []
  for await (const event of respond(new Blob(['<|channel|>final<|message|>Hi<|return|>']).stream())) {
    if (event.type !== 'response.output_text.delta') continue
    expectTypeOf(event.delta).toEqualTypeOf<string>()
    deltas.push(event.delta)
  }
  expect(deltas.join('')).toBe('Hi')
})

describe('an option that makes no sense', () => {
  it.each([
    [{ signal: 5 }, 'options/signal'],
    [{ seed: 5 }, 'options/seed'],
    [{ response: 5 }, 'options/response'],
    [{ response: { model: 5 } }, 'options/response'],
    [{ webSearch: 'yes' }, 'options/web-search'],
    [{ frm: 'chat' }, 'options/unknown'],
    [{ hostedTools: 'await' }, 'options/unknown'],
  ])('%j is refused at once', (options, code) => {
    expect(() => respondWith(options)).toThrow(expect.objectContaining({ code }))
  })
})

function respondWith(options: object) {
  return respond(new Blob(['']).stream(), options)
}
