import { describe, expect, test } from 'vitest'
import { respond } from '../../src/index.ts'
import { bytes, read } from './read.ts'

const chunk = (content: string, reason: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: reason }] })

async function* broken() {
  yield '<|channel|>final<|message|>Hel'
  throw new Error('socket hang up')
}

describe('an unknown channel', () => {
  test('is a visible message, with a warning that says where', async () => {
    const { texts, last, warnings, violations } = await read(['<|channel|>banter<|message|>Hi<|end|>'])
    expect({ texts, last, violations }).toEqual({ texts: ['Hi'], last: 'response.completed', violations: [] })
    expect(warnings).toMatchObject([{ code: 'harmony/unknown-channel', malformation: 7, offset: 0 }])
  })
})

describe('half a token', () => {
  test('at the end of the text is text', async () => {
    const { texts, last, warnings } = await read(['<|channel|>final<|message|>Hi<|en'])
    expect({ texts, last }).toEqual({ texts: ['Hi<|en'], last: 'response.incomplete' })
    expect(warnings).toMatchObject([{ code: 'harmony/cut-off', malformation: 20, offset: 33 }])
  })

  test('in a line of JSON stands in the warning, whole, with its line', async () => {
    const half = '{"id": 200005, "te'
    const { last, warnings, violations } = await read([`${half}\n{"id": 1, "text": "Hi"}\n`], {
      from: 'harmony-tokens',
    })
    expect({ last, violations }).toEqual({ last: 'response.incomplete', violations: [] })
    const [warning] = warnings
    expect(warning).toMatchObject({ code: 'source/not-json', text: half, offset: expect.any(Number) })
    expect(warning?.message).toMatch(/^Line 1 of the upstream is not JSON/)
  })

  test('without an id is no token, and stands in the warning', async () => {
    const { warnings, violations } = await read([{ id: '200005', text: '<|channel|>' }], { from: 'harmony-tokens' })
    expect(violations).toEqual([])
    expect(warnings[0]).toMatchObject({ code: 'source/not-a-token', text: '{"id":"200005","text":"<|channel|>"}' })
  })

  test('whose text is missing is told, once', async () => {
    const { texts, warnings } = await read([{ id: 1 }, { id: 2 }, { id: 3, text: 'Hi there' }], {
      from: 'harmony-tokens',
    })
    expect(texts).toEqual(['Hi there'])
    expect(warnings.filter(({ code }) => code === 'harmony/no-text')).toHaveLength(1)
  })
})

describe('a line of a chat body that is cut', () => {
  test('stands in the warning, and the lines around it are read', async () => {
    const half = '{"choices":[{"index":0,"delta":{"content":"l'
    const { texts, last, warnings } = await read([`${chunk('He')}\n${half}\n${chunk('lo', 'stop')}\n`], {
      from: 'chat',
    })
    expect({ texts, last }).toEqual({ texts: ['Helo'], last: 'response.completed' })
    expect(warnings).toMatchObject([{ code: 'source/not-json', text: half }])
    expect(warnings[0]?.message).toMatch(/^Line 2 of the upstream/)
  })

  test('at the end of the body is a failure, since the upstream never finished', async () => {
    const { texts, last, warnings, error } = await read([`${chunk('He')}\n{"choices":[{"ind`], { from: 'chat' })
    expect({ texts, last }).toEqual({ texts: ['He'], last: 'response.failed' })
    expect(warnings).toMatchObject([{ code: 'source/not-json', text: '{"choices":[{"ind' }])
    expect(error).toMatchObject({ code: 'upstream_closed' })
  })
})

describe('bytes that are no UTF-8', () => {
  test('are U+FFFD in Harmony text, with a warning that says where', async () => {
    const { texts, warnings } = await read([bytes('<|channel|>final<|message|>a', 0xff, 'b<|return|>')])
    expect(texts).toEqual(['a\uFFFDb'])
    expect(warnings).toMatchObject([{ code: 'source/bad-utf8', offset: 28 }])
  })

  test('are U+FFFD at the end of the body, too', async () => {
    const { texts, warnings } = await read([bytes('<|channel|>final<|message|>a', 0xe2, 0x82)])
    expect(texts).toEqual(['a\uFFFD'])
    expect(warnings[0]).toMatchObject({ code: 'source/bad-utf8', offset: 28 })
  })

  test('are U+FFFD in chat chunks, with a warning', async () => {
    const [before = '', after = ''] = chunk('a|b', 'stop').split('|')
    const { texts, last, warnings } = await read([bytes(before, 0xff, after)], { from: 'chat' })
    expect({ texts, last }).toEqual({ texts: ['a\uFFFDb'], last: 'response.completed' })
    expect(warnings).toMatchObject([{ code: 'source/bad-utf8', offset: before.length }])
  })

  test('are not warned about when the character itself was sent', async () => {
    const { texts, warnings } = await read([bytes('<|channel|>final<|message|>a\uFFFDb<|return|>')])
    expect({ texts, warnings }).toEqual({ texts: ['a\uFFFDb'], warnings: [] })
  })
})

describe('arguments that are no JSON', () => {
  test('are passed through to a function call, as the model wrote them', async () => {
    const { texts, last } = await read(['<|channel|>commentary to=functions.f<|message|>{city: Oslo<|call|>'])
    expect({ texts, last }).toEqual({ texts: ['{city: Oslo'], last: 'response.completed' })
  })

  test('fail a web search, which keeps them in its query', async () => {
    const text = '<|channel|>commentary to=browser.search<|message|>{query<|call|>'
    const { output, last } = await read([text], { webSearch: true })
    expect(last).toBe('response.completed')
    expect(output).toMatchObject([{ status: 'failed', action: { type: 'search', query: '{query' } }])
  })
})

describe('an output that breaks', () => {
  test('ends the stream with the pair of a failure, and what came is kept', async () => {
    const events = await Array.fromAsync(respond(broken()))
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', code: 'upstream_error', message: 'socket hang up', error: { message: 'socket hang up' } },
      { type: 'response.failed', response: { output: [{ status: 'incomplete', content: [{ text: 'Hel' }] }] } },
    ])
  })
})

describe('chunks after an error of the upstream', () => {
  test('are not read any more: the response has failed', async () => {
    const late = JSON.parse(chunk('late'))
    const { texts, last, warnings } = await read([{ error: { message: 'broken' } }, late], { from: 'chat' })
    expect({ texts, last, warnings }).toEqual({ texts: [], last: 'response.failed', warnings: [] })
  })
})
