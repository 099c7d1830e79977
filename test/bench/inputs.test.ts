import { describe, expect, test } from 'vitest'
import { benchInput, benchKinds, benchResponse } from '../../bench/inputs.ts'
import { createDriver } from '../../src/runtime/driver.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import { createHarmonyTextSource } from '../../src/sources/harmony/text.ts'
import { createHarmonyTokenSource } from '../../src/sources/harmony/tokens.ts'
import type { Source, SourceOptions } from '../../src/sources/source.ts'
import type { WireEvent } from '../../src/wire/event.ts'
import { oracle } from '../oracle/values.ts'

const onWarning = ({ code }: { code: string }) => expect(code).toBe('harmony/second-call')

/** What a source and the runner make of chunks. Nothing in them may be worth a warning, but for calls in a row. */
function converted<Chunk>(make: (options: SourceOptions) => Source<Chunk>, chunks: readonly Chunk[]): WireEvent[] {
  const events: WireEvent[] = []
  const sink = { onEvent: (event: WireEvent) => void events.push(event) }
  const driver = createDriver(runnerEngine, { ...benchResponse, sink, onWarning })
  const source = make({ onInput: driver.write, onWarning })
  for (const chunk of chunks) source.write(chunk)
  source.finish({ at: 2 })
  return events
}

describe.for(Object.keys(benchKinds))('the bench input %s', (name) => {
  const { tokens, inputs, deltas } = benchInput(name, 600)

  test('is a correct stream when its tokens are read', () => {
    expect(oracle(converted(createHarmonyTokenSource, tokens))).toEqual([])
  })

  test('is a correct stream when its text is read', () => {
    const texts = tokens.map(({ text }) => text)
    expect(oracle(converted(createHarmonyTextSource, texts))).toEqual([])
  })

  test('is about as long as it was asked to be, and the same every time', () => {
    expect(tokens.length).toBeGreaterThanOrEqual(600)
    expect(tokens.length).toBeLessThan(640)
    expect(deltas).toBeGreaterThan(300)
    expect(benchInput(name, 600).inputs).toEqual(inputs)
  })
})
