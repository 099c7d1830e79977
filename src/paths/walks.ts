import type { Edge, Graph } from './graph.ts'

/** A way through a graph, from its start to one of its ends. */
export type Walk<Input, Event> = readonly Edge<Input, Event>[]

type Ways<Input, Event> = ReadonlyMap<string, Walk<Input, Event>>

/** The shortest way from the start to every place. */
function waysTo<At, Input, Event>(graph: Graph<At, Input, Event>): Ways<Input, Event> {
  const ways = new Map<string, Walk<Input, Event>>([[graph.start, []]])
  for (const [key, way] of ways) {
    for (const edge of graph.edges.get(key) ?? []) if (!ways.has(edge.to)) ways.set(edge.to, [...way, edge])
  }
  return ways
}

/** The shortest way from every place to an end; a place without one is stuck. */
function waysOut<At, Input, Event>(graph: Graph<At, Input, Event>): Ways<Input, Event> {
  const into = new Map<string, Edge<Input, Event>[]>()
  for (const edge of [...graph.edges.values()].flat()) into.set(edge.to, [...(into.get(edge.to) ?? []), edge])
  const ways = new Map<string, Walk<Input, Event>>()
  for (const { key, done } of graph.nodes.values()) if (done) ways.set(key, [])
  for (const [key, way] of ways) {
    for (const edge of into.get(key) ?? []) if (!ways.has(edge.from)) ways.set(edge.from, [edge, ...way])
  }
  return ways
}

/**
 * A walk for every edge: the shortest way there, the edge, the shortest way to an end. Short, so that what fails is
 * easy to read; walks that are the same are given once.
 */
export function edgeWalks<At, Input, Event>(graph: Graph<At, Input, Event>): Walk<Input, Event>[] {
  const [to, out] = [waysTo(graph), waysOut(graph)]
  const walks = new Map<string, Walk<Input, Event>>()
  for (const edge of [...graph.edges.values()].flat()) {
    const way = [...(to.get(edge.from) ?? []), edge]
    const walk = [...way, ...wayOut(out, way)]
    walks.set(JSON.stringify(walk.map(({ input }) => input)), walk)
  }
  return [...walks.values()]
}

function wayOut<Input, Event>(out: Ways<Input, Event>, way: Walk<Input, Event>): Walk<Input, Event> {
  const at = way.at(-1)?.to
  const rest = at === undefined ? [] : out.get(at)
  if (rest !== undefined) return rest
  throw new Error(`No way leads out of '${at}', which is reached by ${JSON.stringify(way.map(({ input }) => input))}.`)
}

/**
 * Few walks, each as long as may be, that take every edge at least once: what earlier items and parts leave behind
 * for later ones is seen on these alone.
 *
 * @param longest how many steps a tour may have before it turns to the nearest end
 */
export function tours<At, Input, Event>(graph: Graph<At, Input, Event>, longest = 60): Walk<Input, Event>[] {
  const out = waysOut(graph)
  const untaken = new Map([...graph.edges].map(([key, edges]) => [key, new Set(edges)]))
  const found: Walk<Input, Event>[] = []
  for (;;) {
    const tour: Edge<Input, Event>[] = []
    let at = graph.start
    while (tour.length < longest) {
      const way = wayToUntaken(graph, untaken, at)
      if (way === null) break
      for (const edge of way) untaken.get(edge.from)?.delete(edge)
      tour.push(...way)
      at = way.at(-1)?.to ?? at
    }
    if (tour.length === 0) return found
    found.push([...tour, ...wayOut(out, tour)])
  }
}

/** The nearest edge that was not taken yet, with the way to it; edges to an end come last. */
function wayToUntaken<At, Input, Event>(
  graph: Graph<At, Input, Event>,
  untaken: ReadonlyMap<string, ReadonlySet<Edge<Input, Event>>>,
  from: string,
): Walk<Input, Event> | null {
  const ways = new Map<string, Walk<Input, Event>>([[from, []]])
  let ending: Walk<Input, Event> | null = null
  for (const [key, way] of ways) {
    for (const edge of untaken.get(key) ?? []) {
      if (!graph.nodes.get(edge.to)?.done) return [...way, edge]
      ending ??= [...way, edge]
    }
    for (const edge of graph.edges.get(key) ?? []) if (!ways.has(edge.to)) ways.set(edge.to, [...way, edge])
  }
  return ending
}
