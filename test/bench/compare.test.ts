import { expect, test } from 'vitest'
import { worse } from '../../bench/compare.ts'
import { isMet, type Ratios, readRatios } from '../../bench/ratios.ts'

const before: Ratios = {
  runner_vs_xstate: 0.01,
  frame_vs_hand: 1,
  frame_vs_stringify: 0.5,
  logic_vs_xstate: 0.05,
  harmony_tokens_per_s: 2_000_000,
  create_us: 1,
  idle_bytes: 800,
  core_gzip_kb: 19,
}

test('a figure that grew by a fifth is named', () => {
  expect(worse(before, { ...before, frame_vs_hand: 1.2 })).toMatchObject([{ name: 'frame_vs_hand', after: 1.2 }])
})

test('a figure that grew by a tenth is not named', () => {
  expect(worse(before, { ...before, create_us: 1.1 })).toEqual([])
})

test('fewer tokens a second are worse, more are not', () => {
  expect(worse(before, { ...before, harmony_tokens_per_s: 1_600_000 })).toMatchObject([{ by: 0.25 }])
  expect(worse(before, { ...before, harmony_tokens_per_s: 3_000_000 })).toEqual([])
})

test('a target is met in its own direction', () => {
  expect([isMet('idle_bytes', 1024), isMet('idle_bytes', 1025)]).toEqual([true, false])
  expect([isMet('harmony_tokens_per_s', 1_500_000), isMet('harmony_tokens_per_s', 1_400_000)]).toEqual([true, false])
})

test('the figures that a run prints are read', () => {
  expect(readRatios(JSON.stringify({ ratios: before }))).toEqual(before)
})

test('a file without one of the figures is refused by its name', () => {
  const { idle_bytes: _, ...rest } = before
  expect(() => readRatios(JSON.stringify({ ratios: rest }))).toThrow('ratios.idle_bytes is missing')
})
