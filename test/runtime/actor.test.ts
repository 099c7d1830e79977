import { describe, expect, it } from 'vitest'
import { createActor, type InspectionEvent, waitFor } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import type { WireEvent } from '../../src/wire/event.ts'
import { accumulate } from '../oracle/accumulator.ts'
import { oracle } from '../oracle/values.ts'
import { delta, end, finish, scenarios, settled, start } from './scenarios.ts'

describe('the response machine as an XState actor', () => {
  it.each(Object.entries(scenarios))('emits a correct stream of %s', (_, { input, inputs }) => {
    const actor = createActor(responseMachine, { input })
    const events: WireEvent[] = []
    actor.on('*', (event) => events.push(event))
    actor.start()
    for (const each of inputs) actor.send(each)
    expect(oracle(events)).toEqual([])
    expect(actor.getSnapshot().status).toBe('done')
  })

  it('emits what the official client accumulates', async () => {
    const actor = createActor(responseMachine, { input: settled() })
    const events: WireEvent[] = []
    actor.on('*', (event) => events.push(event))
    actor.start()
    for (const each of [start('final'), delta('Hel'), delta('lo'), end('return'), finish]) actor.send(each)
    expect((await accumulate(events)).output_text).toBe('Hello')
  })

  it('tells a listener of one event of that event alone', () => {
    const actor = createActor(responseMachine, { input: settled() })
    const texts: string[] = []
    actor.on('response.output_text.delta', (event) => texts.push(event.delta))
    actor.start()
    for (const each of [start('final'), delta('Hel'), delta('lo')]) actor.send(each)
    expect(texts).toEqual(['Hel', 'lo'])
  })

  it('says every event of an input before send returns', () => {
    const actor = createActor(responseMachine, { input: settled() })
    let said = 0
    actor.on('*', () => (said += 1))
    actor.start()
    expect(said).toBe(2)
    actor.send(start('final'))
    expect(said).toBe(4)
  })

  it('is seen by an inspector: the response, its open item, and what they are sent', () => {
    const seen: InspectionEvent[] = []
    const actor = createActor(responseMachine, { input: settled(), inspect: (event) => seen.push(event) }).start()
    for (const each of [start('final'), delta('Hello'), end('return'), finish]) actor.send(each)
    const actors = seen.filter(({ type }) => type === '@xstate.actor')
    expect(actors).toHaveLength(2)
    const sent = seen.flatMap((event) => (event.type === '@xstate.event' ? [event.event.type] : []))
    expect(sent).toEqual(expect.arrayContaining(['segment.start', 'segment.delta', 'item.emitted', 'response.finish']))
  })

  it('shows where it is: the state, and the open item beside it', () => {
    const actor = createActor(responseMachine, { input: settled({ hostedTools: 'await' }) }).start()
    expect(actor.getSnapshot().value).toEqual({ in_progress: 'betweenItems' })
    for (const each of [start('commentary', 'mcp.a'), end('call')]) actor.send(each)
    expect(actor.getSnapshot().value).toEqual({ in_progress: 'inItem' })
    expect(actor.getSnapshot().children['item']?.getSnapshot()).toMatchObject({ status: 'active' })
    actor.send({ type: 'tool.output' })
    expect(actor.getSnapshot().children['item']).toBeUndefined()
  })

  it('can be waited for', async () => {
    const actor = createActor(responseMachine, { input: settled() }).start()
    const done = waitFor(actor, (snapshot) => snapshot.status === 'done')
    actor.send({ type: 'response.cancel' })
    expect((await done).value).toBe('cancelled')
  })

  it('lives beside other responses without a word between them', () => {
    const [first, second] = [1, 2].map((seed) => {
      const events: WireEvent[] = []
      const actor = createActor(responseMachine, { input: settled({ seed: `${seed}-` }) })
      actor.on('*', (event) => events.push(event))
      return { actor: actor.start(), events }
    })
    for (const each of [start('final'), delta('Hello'), end('return'), finish]) {
      first!.actor.send(each)
      second!.actor.send(each)
    }
    expect(oracle(first!.events)).toEqual([])
    expect(oracle(second!.events)).toEqual([])
    expect(JSON.stringify(second!.events)).toBe(JSON.stringify(first!.events).replaceAll('_1-', '_2-'))
  })
})
