import { test } from 'vitest'
import { shortRuns } from './effort.ts'
import { intoTheActor, throughTheDriver } from './properties-inputs.ts'

test('inputs in any order through the driver are a whole stream that loses nothing', () => throughTheDriver(shortRuns))
test('inputs in any order into the actor are a whole stream that loses nothing', () => intoTheActor(shortRuns))
