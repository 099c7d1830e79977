import { describe, expect, it } from 'vitest'
import { commentFrame, doneFrame, frame } from '../../src/wire/frame.ts'
import { type ReadFrame, readFrames } from '../../src/wire/read-frames.ts'

async function* pieces<Piece>(...all: Piece[]): AsyncGenerator<Piece> {
  yield* all
}

const read = async (...all: (string | Uint8Array)[]): Promise<ReadFrame[]> =>
  Array.fromAsync(readFrames(pieces(...all)))

describe('frame', () => {
  it('is the name, the data in one line, and a blank line, with LF only', () => {
    expect(frame({ type: 'response.created' })).toBe('event: response.created\ndata: {"type":"response.created"}\n\n')
  })

  it('keeps line breaks of the text out of the frame', () => {
    const event = { type: 'response.output_text.delta', delta: 'a\r\nb\n\nc\u2028' }
    expect(frame(event)).toMatch(/^event: [^\r\n]+\ndata: [^\r\n]+\n\n$/)
  })

  it('is read back as it was', async () => {
    const event = { type: 'response.output_text.delta', delta: 'a\r\nb\n\ndata: x\u2028☂️\\' }
    const [only, ...more] = await read(frame(event))
    expect(more).toEqual([])
    expect(only?.event).toBe(event.type)
    expect(JSON.parse(only?.data ?? '')).toEqual(event)
  })
})

describe('commentFrame', () => {
  it('is a comment, and a blank line', () => {
    expect(commentFrame('ping')).toBe(': ping\n\n')
  })

  it('can say nothing that a client would take for an event', async () => {
    const comment = commentFrame('ping\n\nevent: response.completed\r\ndata: {}\n\n')
    expect(comment).toMatch(/^: [^\r\n]*\n\n$/)
    expect(await read(comment)).toEqual([])
  })

  it('changes nothing between two events', async () => {
    const events = [frame({ type: 'a' }), frame({ type: 'b' })]
    expect(await read(events.join(commentFrame('ping')))).toEqual(await read(events.join('')))
  })
})

describe('readFrames', () => {
  const first = { type: 'a', text: 'ä☂️\n' }
  const text = `${frame(first)}: ping\n\n${frame({ type: 'b' })}${doneFrame}`
  const whole = [
    { event: 'a', data: '{"type":"a","text":"ä☂️\\n"}' },
    { event: 'b', data: '{"type":"b"}' },
    { data: '[DONE]' },
  ]

  it('gives names and data, and passes over comments', async () => {
    expect(await read(text)).toEqual(whole)
  })

  it('gives the same frames at every size of chunk, in text and in bytes', async () => {
    const bytes = new TextEncoder().encode(text)
    for (let size = 1; size <= bytes.length; size += 1) {
      const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size)
      expect(await read(...starts.map((at) => text.slice(at, at + size)))).toEqual(whole)
      expect(await read(...starts.map((at) => bytes.subarray(at, at + size)))).toEqual(whole)
    }
  })

  it.each([
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('reads %s as line ends', async (_, lineEnd) => {
    expect(await read(text.replaceAll('\n', lineEnd))).toEqual(whole)
  })

  it('gives the last event of a body that ends without its blank line', async () => {
    expect(await read('data: {"type":"a"}')).toEqual([{ data: '{"type":"a"}' }])
    expect(await read('data: {"type":"a"}\n')).toEqual([{ data: '{"type":"a"}' }])
  })

  it('joins the data lines of one event, and passes over id, retry and unknown fields', async () => {
    expect(await read('id: 7\nretry: 10\nfoo: bar\ndata: a\ndata: b\n\n')).toEqual([{ data: 'a\nb' }])
  })

  it('passes over a byte order mark', async () => {
    expect(await read('\uFEFFdata: a\n\n')).toEqual([{ data: 'a' }])
  })

  it('gives nothing for an empty body', async () => {
    expect(await read()).toEqual([])
    expect(await read('', '\n\n')).toEqual([])
  })

  it('gives a frame as soon as it is whole, not at the end of the body', async () => {
    const never = new Promise<never>(() => undefined)
    async function* body() {
      yield frame({ type: 'a' })
      await never
    }
    const first = await readFrames(body()).next()
    expect(first.value).toMatchObject({ event: 'a' })
  })

  it('ends the reading of its body when its reader leaves', async () => {
    let isClosed = false
    async function* body() {
      try {
        while (true) yield frame({ type: 'a' })
      } finally {
        isClosed = true
      }
    }
    for await (const each of readFrames(body())) if (each.event === 'a') break
    expect(isClosed).toBe(true)
  })
})
