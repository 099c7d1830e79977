import { afterAll, describe, expect, test } from 'vitest'
import { explore, type Graph } from '../../src/paths/graph.ts'
import { edgeWalks, tours, type Walk } from '../../src/paths/walks.ts'
import { walkableItem, walkableResponse } from '../../src/paths/walkables.ts'
import { checkClient, type Checked, checkItem, checkResponse } from './check.ts'
import { itemConfigurations, responseConfigurations } from './configurations.ts'

/** Everything that is wrong on any of the walks; the first few, each with its inputs. */
async function wrong<Input>(walks: Walk<Input, unknown>[], check: (inputs: Input[]) => Checked): Promise<string[]> {
  const found: string[] = []
  for (const walk of walks) {
    const inputs = walk.map(({ input }) => input)
    const { stream, complaints } = check(inputs)
    const all = [...complaints, ...(await checkClient(stream))]
    if (all.length > 0) found.push(`${JSON.stringify(inputs)}\n${all.join('\n')}`)
    if (found.length === 5) break
  }
  return found
}

const total = { places: 0, transitions: 0, walks: 0, tours: 0, steps: 0 }

/** Every edge in a walk of its own, and again in long tours. */
function allWalks<At, Input, Event>(name: string, graph: Graph<At, Input, Event>): Walk<Input, Event>[] {
  const edges = [...graph.edges.values()].flat()
  const [short, long] = [edgeWalks(graph), tours(graph)]
  expect(new Set([...short, ...long].flat())).toEqual(new Set(edges))
  expect(new Set(long.flat())).toEqual(new Set(edges))
  const steps = [...short, ...long].reduce((sum, walk) => sum + walk.length, 0)
  total.places += graph.nodes.size
  total.transitions += edges.length
  total.walks += short.length
  total.tours += long.length
  total.steps += steps
  const counts = `${graph.nodes.size} places, ${edges.length} transitions, ${short.length} walks, ${long.length} tours`
  console.log(`${name}: ${counts}, ${steps} steps`)
  return [...short, ...long]
}

describe('every transition, in every place, after every letter', () => {
  test.for(itemConfigurations)('$kind ($hostedTools)', async (configuration) => {
    const walkable = walkableItem(configuration.kind, configuration.hostedTools)
    const walks = allWalks(walkable.name, explore(walkable))
    expect(await wrong(walks, (inputs) => checkItem(walkable, configuration, inputs))).toEqual([])
  })

  test.for(responseConfigurations)('response ($hostedTools, queued: $queued)', async (configuration) => {
    const walkable = walkableResponse(configuration)
    const walks = allWalks(walkable.name, explore(walkable))
    expect(await wrong(walks, (inputs) => checkResponse(walkable, configuration, inputs))).toEqual([])
  })

  afterAll(() => {
    const { places, transitions, walks, tours, steps } = total
    console.log(
      `all machines: ${places} places, ${transitions} transitions, ${walks} walks, ${tours} tours, ${steps} steps`,
    )
  })
})
