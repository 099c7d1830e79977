import type { EventObject } from 'xstate'
import { explore } from '../../src/paths/graph.ts'
import type { Walkable } from '../../src/paths/walkable.ts'
import type { ItemEvent, WireEvent } from '../../src/wire/event.ts'

/** The inputs of the shortest way to each edge of a machine's graph, and of the edge itself. Where it leads then does not matter here. */
export function graphPaths<At, Input extends EventObject, Event extends ItemEvent | WireEvent>(
  walkable: Walkable<At, Input, Event>,
): Input[][] {
  const { start, edges } = explore(walkable)
  const ways = new Map<string, Input[]>([[start, []]])
  const paths: Input[][] = []
  for (const [place, way] of ways) {
    for (const { input, to } of edges.get(place) ?? []) {
      const path = [...way, input]
      paths.push(path)
      if (!ways.has(to)) ways.set(to, path)
    }
  }
  return paths
}
