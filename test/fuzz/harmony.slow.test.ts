import { test } from 'vitest'
import { longRuns } from './effort.ts'
import { quotedMarkers, texts, tokens } from './properties-harmony.ts'

test('any text, however it is cut, is a whole stream that keeps each character once', () => texts(longRuns))
test('any tokens, however many at once, are a whole stream that keeps each character once', () => tokens(longRuns))
test('text that only looks like a marker is kept, too', () => quotedMarkers(longRuns))
