import { describe, expect, it } from 'vitest'
import { createHarmonyTextSource } from '../../../src/sources/harmony/text.ts'
import { Recorder } from './read.ts'

const HEADER = '<|channel|>final<|message|>'

function source() {
  const recorder = new Recorder()
  return { recorder, text: createHarmonyTextSource(recorder) }
}

describe('the text source', () => {
  it('says that a segment begins as soon as its header is complete', () => {
    const { recorder, text } = source()
    text.write(HEADER)
    expect(recorder.inputs).toEqual([{ type: 'segment.start', channel: 'final', recipient: null, contentType: null }])
  })

  it('holds back only what could still become a marker', () => {
    const { recorder, text } = source()
    text.write(`${HEADER}a < b <| c <|en`)
    expect(recorder.inputs.at(-1)).toEqual({ type: 'segment.delta', text: 'a < b <| c ' })
    text.write('x')
    expect(recorder.inputs.at(-1)).toEqual({ type: 'segment.delta', text: '<|enx' })
  })

  it('begins a header-less answer at the first character that no header has', () => {
    const { recorder, text } = source()
    text.write(' an')
    expect(recorder.inputs).toEqual([])
    text.write('d')
    expect(recorder.inputs.at(-1)).toEqual({ type: 'segment.delta', text: ' and' })
  })

  it('begins the next turn in a header, closing what was open as cut', () => {
    const { recorder, text } = source()
    text.write(`${HEADER}a<|e`)
    text.nextTurn()
    text.write(`${HEADER}b<|return|>`)
    text.finish()
    const first = ['start final', '"a<|e"', 'end cut']
    expect(recorder.reading.log).toEqual([...first, 'start final', '"b"', 'end return', 'finish stop'])
  })

  it('begins the next turn after a call that upstream stopped without its marker', () => {
    const { recorder, text } = source()
    text.write('<|channel|>analysis to=python<|message|>1')
    text.nextTurn('stop')
    text.finish({ reason: 'stop' })
    expect(recorder.reading.log).toEqual(['start analysis to=python', '"1"', 'end call', 'finish stop'])
  })

  it('reports an invented turn when the next real one begins', () => {
    const { recorder, text } = source()
    text.write(' to=python<|channel|>analysis<|message|>1<|call|><|start|>python<|message|>2')
    text.nextTurn()
    expect(recorder.warnings.map(({ text }) => text)).toEqual(['<|start|>python<|message|>2'])
    text.write(`${HEADER}b<|return|>`)
    text.finish()
    expect(recorder.reading.log.slice(3)).toEqual(['start final', '"b"', 'end return', 'finish stop'])
  })

  it('closes what is open as cut before a failure', () => {
    const { recorder, text } = source()
    text.write(`${HEADER}a`)
    text.fail({ code: 'server_error', message: 'broken' })
    expect(recorder.reading.log).toEqual(['start final', '"a"', 'end cut', 'fail server_error'])
  })

  it('reports what is written after the end, and says nothing else', () => {
    const { recorder, text } = source()
    text.finish({ reason: 'stop' })
    text.write('more')
    text.finish()
    text.fail({ code: 'server_error', message: 'broken' })
    expect(recorder.reading.log).toEqual(['finish stop'])
    expect(recorder.warnings).toMatchObject([{ code: 'source/after-end', text: 'more' }])
  })

  it('tells where a recovery was needed', () => {
    const { recorder, text } = source()
    text.write(`${HEADER}a<|end|><|return|>`)
    expect(recorder.warnings).toMatchObject([{ code: 'harmony/repeated-stop', malformation: 14, offset: 35 }])
  })

  it('needs nobody to listen to its warnings', () => {
    const text = createHarmonyTextSource({ onInput: () => {} })
    expect(() => text.write('Hello<|return|><|return|>')).not.toThrow()
  })

  it('keeps the two halves of a character together', () => {
    const { recorder, text } = source()
    text.write(`${HEADER}a\uD83D`)
    expect(recorder.inputs.at(-1)).toEqual({ type: 'segment.delta', text: 'a' })
    text.write('\uDE00\uD83D')
    expect(recorder.inputs.at(-1)).toEqual({ type: 'segment.delta', text: '😀' })
    text.write('\uDE00')
    expect(recorder.inputs.at(-1)).toEqual({ type: 'segment.delta', text: '😀' })
    expect(recorder.inputs).toHaveLength(4)
  })

  it('gives half a character as it is when its segment ends, and to nobody else', () => {
    const { recorder, text } = source()
    text.write(`${HEADER}a\uD83D<|end|><|start|>assistant${HEADER}b`)
    text.finish()
    const said = recorder.inputs.filter(({ type }) => type === 'segment.delta')
    expect(said.map((input) => 'text' in input && input.text)).toEqual(['a', '\uD83D', 'b'])
  })

  it('names a channel that nobody knows in its warning', () => {
    const { recorder, text } = source()
    text.write('<|channel|>summary<|message|>a<|return|>')
    expect(recorder.warnings).toMatchObject([{ code: 'harmony/unknown-channel' }])
    expect(recorder.warnings[0]?.message).toContain('"summary"')
  })
})
