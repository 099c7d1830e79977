import { test } from 'vitest'
import { longRuns } from './effort.ts'
import { damagedBytes } from './properties-bytes.ts'

test('damaged bytes, in whatever format they are read, are a whole stream', () => damagedBytes(longRuns))
