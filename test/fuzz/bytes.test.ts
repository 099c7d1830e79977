import { test } from 'vitest'
import { shortRuns } from './effort.ts'
import { damagedBytes } from './properties-bytes.ts'

test('damaged bytes, in whatever format they are read, are a whole stream', () => damagedBytes(shortRuns))
