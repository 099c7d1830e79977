import { array, assert, asyncProperty, constantFrom, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explore } from '../../src/paths/graph.ts'
import { letterOf } from '../../src/paths/letter.ts'
import { walkableResponse } from '../../src/paths/walkables.ts'
import type { ResponseMachineInput } from '../../src/wire/input.ts'
import { checkClient, checkResponse } from './check.ts'
import { responseConfigurations } from './configurations.ts'
import { anyInputs, runs } from './random.ts'

const finish: ResponseMachineInput = { type: 'response.finish', reason: 'stop' }

describe.for(responseConfigurations)('random walks ($hostedTools, queued: $queued)', (configuration) => {
  const walkable = walkableResponse(configuration)

  test('give correct streams that say what their inputs said', async () => {
    let events = 0
    const correct = asyncProperty(anyInputs, async (inputs) => {
      const { stream, complaints } = checkResponse(walkable, configuration, [...inputs, finish])
      events += stream.length
      expect([...complaints, ...(await checkClient(stream))]).toEqual([])
    })
    await assert(correct, runs)
    console.log(`${walkable.name}: ${runs.numRuns} random walks, ${events} events`)
  })

  test('never leave the graph: a key decides what comes next, whatever was said before', () => {
    const graph = explore(walkable)
    const inAlphabet = array(constantFrom(...walkable.inputs), { maxLength: 60, size: 'max' })
    const inGraph = property(inAlphabet, (inputs) => {
      let { at } = walkable.start()
      let node = graph.start
      for (const input of inputs) {
        if (walkable.done(at)) return
        const edge = graph.edges.get(node)?.find((each) => each.input === input)
        const step = walkable.step(at, input)
        expect(step.events.map(letterOf)).toEqual(edge?.events.map(letterOf))
        expect(step.warnings.map(({ code }) => code)).toEqual(edge?.warnings.map(({ code }) => code))
        node = edge!.to
        at = step.at
        expect(node.startsWith(`${walkable.key(at)} after`)).toBe(true)
      }
    })
    assert(inGraph, runs)
  })
})
