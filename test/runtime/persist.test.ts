import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CounterpointError } from '../../src/wire/error.ts'
import { readSnapshot } from '../../src/wire/snapshot.ts'
import { oracle } from '../oracle/values.ts'
import { runtimes, type Runtime, type Stretch } from './interrupted.ts'
import { type Scenario, scenarios } from './scenarios.ts'

const { XState, compiled } = runtimes
const pairs: [name: string, before: Runtime, after: Runtime][] = [
  ['XState', XState, XState],
  ['the compiled runner', compiled, compiled],
  ['a compiled actor', runtimes['compiled as an actor'], runtimes['compiled as an actor']],
  ['XState, then the compiled runner', XState, compiled],
  ['the compiled runner, then XState', compiled, XState],
]

describe.each(Object.entries(scenarios))('%s', (_, { input, inputs }) => {
  const whole = XState.begin(input, inputs)

  it('is a correct stream', () => {
    expect(oracle(whole.events)).toEqual([])
  })

  it.each(pairs)('goes on where it stopped, wherever that was, under %s', (_name, before, after) => {
    for (let at = 0; at <= inputs.length; at += 1) {
      const first = before.begin(input, inputs.slice(0, at))
      const second = after.carryOn(first.snapshot, inputs.slice(at))
      expect([...first.events, ...second.events]).toEqual(whole.events)
    }
  })

  it.each(pairs)('says nothing again when it was left after every single input, under %s', (_name, before, after) => {
    expect(leftEachTime({ input, inputs }, before, after)).toEqual(whole.events)
  })

  it('keeps its warnings', () => {
    const first = XState.begin(input, inputs.slice(0, -1))
    const second = XState.carryOn(first.snapshot, inputs.slice(-1))
    expect(warningsIn(second)).toEqual(warningsIn(whole))
  })
})

function leftEachTime({ input, inputs }: Scenario, before: Runtime, after: Runtime) {
  let stretch = before.begin(input, [])
  const events = [...stretch.events]
  for (const each of inputs) {
    stretch = after.carryOn(stretch.snapshot, [each])
    events.push(...stretch.events)
  }
  return events
}

function warningsIn({ snapshot }: Stretch): unknown {
  return JSON.parse(snapshot).context.warnings
}

describe('a persisted response', () => {
  const { input, inputs } = scenarios['hosted calls that wait for their tools']!
  const middle = inputs.findIndex(({ type }) => type === 'tool.progress')

  it('is carried on by another process, in the middle of an item', () => {
    const first = XState.begin(input, inputs.slice(0, middle))
    const script = fileURLToPath(new URL('carry-on.ts', import.meta.url))
    const asked = JSON.stringify({ snapshot: first.snapshot, inputs: inputs.slice(middle) })
    const { stdout, stderr } = spawnSync(process.execPath, [script], { input: asked, encoding: 'utf8' })
    expect(stderr).toBe('')
    const second: Stretch = JSON.parse(stdout)
    expect([...first.events, ...second.events]).toEqual(XState.begin(input, inputs).events)
  })

  it('holds one open item and none that is done', () => {
    const { snapshot } = XState.begin(input, inputs.slice(0, middle))
    expect(Object.keys(JSON.parse(snapshot).children)).toEqual(['item'])
    expect(Object.keys(JSON.parse(XState.begin(input, inputs).snapshot).children)).toEqual([])
  })

  it('can be carried on twice, each time from the same place', () => {
    const { snapshot } = XState.begin(input, inputs.slice(0, middle))
    const rest = inputs.slice(middle)
    expect(XState.carryOn(snapshot, rest).events).toEqual(XState.carryOn(snapshot, rest).events)
  })
})

describe('readSnapshot', () => {
  const snapshot = JSON.parse(XState.begin({}, []).snapshot)

  it('gives back a snapshot of this version', () => {
    expect(readSnapshot(snapshot)).toBe(snapshot)
  })

  it.each([0, 2, '1', null])('refuses version %j, naming both versions', (version) => {
    const other = { ...snapshot, context: { ...snapshot.context, version } }
    expect(() => readSnapshot(other)).toThrow(CounterpointError)
    expect(() => readSnapshot(other)).toThrow(
      `The snapshot has version ${String(version)} and this package reads version 1`,
    )
  })

  it.each([null, 'text', {}, { context: null }, { context: {} }])('refuses %j, which is no snapshot', (other) => {
    expect(() => readSnapshot(other)).toThrow(/no snapshot of the response machine: context.version is missing/)
  })
})
