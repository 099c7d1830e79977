import { expect, test } from 'vitest'
import { actorEngine } from '../../src/runtime/actor-engine.ts'
import { runnerEngine } from '../../src/runtime/runner-engine.ts'
import type { WireResponse } from '../../src/wire/event.ts'

test.for([
  ['compiled', runnerEngine],
  ['interpreted', actorEngine],
] as const)('the end is told as an object just before its frame, %s', ([, makeEngine]) => {
  const told: (string | WireResponse)[] = []
  const engine = makeEngine(
    { seed: 's', response: { created_at: 1 } },
    { onFrame: (frame) => void told.push(frame), onEnd: (response) => void told.push(response) },
  )
  engine.send({ type: 'segment.start', channel: 'final', recipient: null, contentType: null })
  engine.send({ type: 'segment.delta', text: 'Hi' })
  engine.send({ type: 'segment.end', reason: 'end' })
  expect(told.every((each) => typeof each === 'string')).toBe(true)
  engine.send({ type: 'response.finish', reason: 'stop', at: 2 })
  const [response, frame] = told.slice(-2)
  expect(response).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'Hi' }] }] })
  expect(JSON.parse(String(frame).split('data: ')[1]!).response).toEqual(JSON.parse(JSON.stringify(response)))
})
