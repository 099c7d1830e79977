import { describe, expect, it } from 'vitest'
import { alignMarkers } from '../../../src/sources/harmony/align.ts'

const END = 200007
const START = 200006
const CALL = 200012

describe('the alignment of ids and text', () => {
  it('finds tokens that stand together as one', () => {
    expect(alignMarkers([1, END, START, 2], 'a<|end|><|start|>b')).toEqual({ starts: [1, 8], sure: true })
  })

  it('looks for the last token at the end', () => {
    expect(alignMarkers([1, 2, END], '<|end|> <|end|>')).toEqual({ starts: [8], sure: true })
  })

  it('puts a stop token that has no text behind the text', () => {
    expect(alignMarkers([1, END, CALL], 'a<|end|>')).toEqual({ starts: [1, 8], sure: true })
  })

  it('refuses a text that is not that of the ids', () => {
    expect(alignMarkers([1, END, START], 'abc')).toBeNull()
    expect(alignMarkers([END, 1], 'abc')).toBeNull()
  })

  it('leaves every run of ordinary ids some text', () => {
    expect(alignMarkers([1, END, 2], 'x<|end|><|end|>')).toEqual({ starts: [1], sure: true })
    expect(alignMarkers([1, END, 2], '<|end|><|end|>x')).toEqual({ starts: [7], sure: true })
    expect(alignMarkers([1, END, 2, START], 'x<|end|><|end|><|start|>')).toEqual({ starts: [1, 15], sure: true })
  })

  it('does without, where a detokenizer holds the text back', () => {
    expect(alignMarkers([1, END, 2], 'x<|end|>')).toEqual({ starts: [1], sure: true })
    expect(alignMarkers([1, END, 2], '<|end|>x')).toEqual({ starts: [0], sure: true })
    expect(alignMarkers([END, START, 2], 'x<|end|><|start|>y')).toEqual({ starts: [1, 8], sure: true })
  })

  it('takes the last of several places, and says so', () => {
    expect(alignMarkers([1, END, 2], 'x<|end|>y<|end|>z')).toEqual({ starts: [9], sure: false })
  })
})
