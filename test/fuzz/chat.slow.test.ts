import { test } from 'vitest'
import { longRuns } from './effort.ts'
import { anyJson, hostileChunks } from './properties-chat.ts'

test('chunks of a hostile upstream are a whole stream that keeps each character once', () => hostileChunks(longRuns))
test('any JSON in place of chunks is a whole stream', () => anyJson(longRuns))
