import { beforeAll, describe, expect, test, vi } from 'vitest'
import { responseMachine } from '../../machines/response.ts'
import { walkableItem, walkableResponse, walkInput } from '../../src/paths/walkables.ts'
import { compile } from '../../src/runtime/compile.ts'
import { itemConfigurations, responseConfigurations } from '../paths/configurations.ts'
import { graphPaths } from './graph-paths.ts'
import { type Move, unequal } from './unequal.ts'
import { unequalItem } from './unequal-items.ts'

const compiled = compile(responseMachine)

// XState says on the console what it drops after the end.
beforeAll(() => void vi.spyOn(console, 'warn').mockReturnValue())

/** The path, and the same path on the other side's snapshot before its last input. */
function withRestore<Input>(path: readonly Input[]): (Input | 'restore')[] {
  return [...path.slice(0, -1), 'restore', ...path.slice(-1)]
}

describe.for(responseConfigurations)('the response machine ($hostedTools, queued: $queued), compiled', (options) => {
  test('is the reference on every path of its graph', { timeout: 60_000 }, () => {
    const paths = graphPaths(walkableResponse(options))
    expect(paths.length).toBeGreaterThan(800)
    for (const path of paths) expect(unequal(compiled, { input: walkInput(options), moves: path })).toBe(null)
  })

  test('is the reference on every path of its graph with a restore in it', { timeout: 60_000 }, () => {
    for (const path of graphPaths(walkableResponse(options))) {
      const moves: Move[] = withRestore(path)
      expect(unequal(compiled, { input: walkInput(options), moves })).toBe(null)
    }
  })
})

describe.for(itemConfigurations)('the machine of $kind alone ($hostedTools), compiled', ({ kind, hostedTools }) => {
  test('is the reference on every path of its graph, restored and not', () => {
    for (const path of graphPaths(walkableItem(kind, hostedTools))) {
      expect(unequalItem(kind, hostedTools, path)).toBe(null)
      expect(unequalItem(kind, hostedTools, withRestore(path))).toBe(null)
    }
  })
})
