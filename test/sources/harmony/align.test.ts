import { describe, expect, it } from 'vitest'
import { alignMarkers } from '../../../src/sources/harmony/align.ts'

const END = 200007
const START = 200006
const CALL = 200012

describe('the alignment of ids and text', () => {
  it('finds tokens that stand together as one', () => {
    expect(alignMarkers([1, END, START, 2], 'a<|end|><|start|>b')).toEqual([1, 8])
  })

  it('looks for the last token at the end', () => {
    expect(alignMarkers([1, 2, END], '<|end|> <|end|>')).toEqual([8])
  })

  it('puts a stop token that has no text behind the text', () => {
    expect(alignMarkers([1, END, CALL], 'a<|end|>')).toEqual([1, 8])
  })

  it('refuses a text that is not that of the ids', () => {
    expect(alignMarkers([1, END, START], 'abc')).toBeNull()
    expect(alignMarkers([END, 1], 'abc')).toBeNull()
  })
})
