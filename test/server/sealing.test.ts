import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSealer, readSealingKey, SealError } from '../../src/server/sealing.ts'

const key = new Uint8Array(32).fill(7)
const other = new Uint8Array(32).fill(8)

function codeOf(step: () => unknown): string {
  try {
    step()
  } catch (error) {
    return error instanceof SealError ? error.code : String(error)
  }
  return 'opened'
}

describe('a sealer', () => {
  const sealer = createSealer([key])

  test('opens what it sealed, and shows nothing of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, owner) => {
        const sealed = sealer.seal(text, owner)
        expect(sealed).toMatch(/^[\w-]+$/)
        expect(sealer.open(sealed, owner)).toBe(text)
      }),
    )
    expect(sealer.seal('the same')).not.toBe(sealer.seal('the same'))
  })

  test('refuses whatever was changed, at any character', () => {
    const sealed = sealer.seal('what the model thought', 'owner')
    for (let at = 0; at < sealed.length; at += 1) {
      for (const put of ['A', '_', '', ' ', '=', 'é']) {
        const changed = sealed.slice(0, at) + put + sealed.slice(at + 1)
        if (changed === sealed) continue
        expect(codeOf(() => sealer.open(changed, 'owner'))).toMatch(/^sealing\//)
      }
    }
  })

  test('refuses what was cut, foreign, or is nothing of the kind', () => {
    const sealed = sealer.seal('text')
    for (let length = 0; length < sealed.length; length += 1) {
      expect(codeOf(() => sealer.open(sealed.slice(0, length)))).toMatch(/^sealing\//)
    }
    expect(codeOf(() => createSealer([other]).open(sealed))).toBe('sealing/unknown-key')
    expect(codeOf(() => sealer.open('gAAAAABn-foreign'))).toBe('sealing/unreadable')
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(codeOf(() => sealer.open(text))).toMatch(/^sealing\//)
      }),
    )
  })

  test('opens for nobody but whom it was sealed for', () => {
    expect(codeOf(() => sealer.open(sealer.seal('text', 'one'), 'two'))).toBe('sealing/tampered')
    expect(codeOf(() => sealer.open(sealer.seal('text', 'one')))).toBe('sealing/tampered')
  })

  test('seals under the first key and opens under all, so that keys can be rotated', () => {
    const before = sealer.seal('old')
    const rotated = createSealer([other, key])
    expect(rotated.open(before)).toBe('old')
    expect(codeOf(() => sealer.open(rotated.seal('new')))).toBe('sealing/unknown-key')
  })
})

describe('a sealing key', () => {
  test('is read from hex, base64 and base64url', () => {
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 8 + 7))
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      expect(Buffer.from(readSealingKey(` ${bytes.toString(encoding)}\n`))).toEqual(bytes)
    }
  })

  test('is refused where it has the wrong length, without being repeated', () => {
    expect(() => readSealingKey('secret')).toThrow(/6 characters/)
    expect(() => readSealingKey('secret')).not.toThrow(/secret/)
    expect(() => createSealer([new Uint8Array(16)])).toThrow(/16 bytes/)
    expect(() => createSealer([])).toThrow(/no sealing key/)
  })
})
