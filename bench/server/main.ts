import { parseArgs } from 'node:util'
import { table } from '../table.ts'
import { targetOf } from './client.ts'
import { memoryOverTime, memoryPerStream, type Paced, paced, type Throughput, throughput } from './measures.ts'
import { pin, spawned } from './spawned.ts'

// `npm run bench:server [-- --format json] [--requests 100000] [--only throughput,latency,streams,requests]`: the gateway on one
// core, upstream and client on the other, and a proxy that only passes bytes on under the same load in the same run.
const { values } = parseArgs({
  options: {
    format: { type: 'string', default: 'text' },
    requests: { type: 'string', default: '20000' },
    only: { type: 'string', default: 'throughput,latency,streams,requests' },
    rounds: { type: 'string', default: '5' },
  },
})
const parts = new Set(values.only.split(','))
const [requests, rounds] = [Number(values.requests), Number(values.rounds)]
if (!(requests >= 10 && requests <= 1_000_000) || !(rounds >= 1 && rounds <= 100)) {
  throw new Error('--requests is from 10 to 1000000, --rounds from 1 to 100.')
}

pin(1)
using upstream = await spawned('upstream.ts', 1)
const args = [upstream.url]

const figures: Record<string, number> = {}
const trend: Record<string, number[]> = {}

// In turns, and of many rounds the middle one: whatever else the machine does hits all of them.
if (parts.has('throughput')) {
  using pipe = await spawned('pipe.ts', 0, { args })
  using gateway = await spawned('gateway.ts', 0, { args })
  using floor = await spawned('floor.ts', 0, { args })
  const bytes = targetOf('pipe', pipe.url)
  const reframed = targetOf('pipe', floor.url)
  const unstored = targetOf('gateway', gateway.url)
  const stored = targetOf('gateway', gateway.url, true)
  for (const kind of ['burst', 'steady']) {
    const load = { model: `${kind}-2000`, atOnce: 16, rounds: 2 }
    const all: Record<'byPipe' | 'byFloor' | 'byGateway' | 'byStore', Throughput>[] = []
    for (let round = 0; round < rounds; round += 1) {
      const byPipe = await throughput(pipe, bytes, load)
      const byGateway = await throughput(gateway, unstored, load)
      const byFloor = await throughput(floor, reframed, load)
      all.push({ byPipe, byFloor, byGateway, byStore: await throughput(gateway, stored, load) })
    }
    const own = median(all.map(({ byGateway }) => byGateway.cpuPerEvent))
    const storing = median(all.map(({ byStore }) => byStore.cpuPerEvent))
    figures[`${kind}_pipe_us_per_event`] = median(all.map(({ byPipe }) => byPipe.cpuPerEvent))
    figures[`${kind}_us_per_event`] = own
    figures[`${kind}_stored_us_per_event`] = storing
    figures[`${kind}_cpu_ratio`] = median(all.map(({ byPipe, byGateway: by }) => by.cpuPerEvent / byPipe.cpuPerEvent))
    figures[`${kind}_floor_cpu_ratio`] = median(
      all.map(({ byPipe, byFloor: by }) => by.cpuPerEvent / byPipe.cpuPerEvent),
    )
    figures[`${kind}_stored_cpu_ratio`] = median(
      all.map(({ byPipe, byStore: by }) => by.cpuPerEvent / byPipe.cpuPerEvent),
    )
    figures[`${kind}_events_per_core_s`] = 1e6 / own
    figures[`${kind}_stored_events_per_core_s`] = 1e6 / storing
    figures[`${kind}_events_per_s_by_clock`] = median(all.map(({ byGateway }) => byGateway.perSecond))
  }
}
if (parts.has('latency')) {
  const load = { count: 300, rate: 50, seconds: 5 }
  // Processes of their own for each part: what another one has stored would be collected in the middle of this one.
  using pipe = await spawned('pipe.ts', 0, { args })
  using gateway = await spawned('gateway.ts', 0, { args })
  const [bytes, unstored] = [targetOf('pipe', pipe.url), targetOf('gateway', gateway.url)]
  const all: { byPipe: Paced; byGateway: Paced }[] = []
  for (let round = 0; round < rounds; round += 1)
    all.push({ byPipe: await paced(pipe, bytes, load), byGateway: await paced(gateway, unstored, load) })
  for (const name of ['p50', 'p99', 'waited', 'cpuPerEvent'] as const) {
    const unit = name === 'cpuPerEvent' ? 'paced_us_per_event' : name === 'waited' ? 'waited_ms_per_s' : `${name}_ms`
    figures[`pipe_${unit}`] = median(all.map(({ byPipe }) => byPipe[name]))
    figures[unit] = median(all.map(({ byGateway }) => byGateway[name]))
  }
  const over = all.map(({ byPipe, byGateway }) => byGateway.p99 - byPipe.p99)
  figures.p99_over_pipe_ms = median(over)
  figures.p99_over_pipe_least_ms = Math.min(...over)
  figures.p99_over_pipe_most_ms = Math.max(...over)
  figures.paced_cpu_ratio = median(all.map(({ byPipe, byGateway }) => byGateway.cpuPerEvent / byPipe.cpuPerEvent))
}
if (parts.has('streams')) {
  // The young generation grows with the rate of garbage, to tens of megabytes, not with the streams: it is as large as it
  // gets by default from the beginning.
  const flags = ['--min-semi-space-size=16', '--max-semi-space-size=16']
  for (const [prefix, kind] of [
    ['', 'sample'],
    ['compacted_', 'compacted'],
  ] as const) {
    const count = { some: 500, many: 2000, kind }
    // Processes of their own: a heap that has grown under load takes a thousand streams without growing.
    using freshPipe = await spawned('pipe.ts', 0, { args, flags })
    const byPipe = await memoryPerStream(freshPipe, targetOf('pipe', freshPipe.url), count)
    using freshGateway = await spawned('gateway.ts', 0, { args, flags })
    const byGateway = await memoryPerStream(freshGateway, targetOf('gateway', freshGateway.url), count)
    figures[`${prefix}pipe_rss_kb_per_stream`] = byPipe.rss / 1024
    figures[`${prefix}rss_kb_per_stream`] = byGateway.rss / 1024
    figures[`${prefix}pipe_heap_kb_per_stream`] = byPipe.heap / 1024
    figures[`${prefix}heap_kb_per_stream`] = byGateway.heap / 1024
    figures[`${prefix}rss_over_pipe_kb_per_stream`] = (byGateway.rss - byPipe.rss) / 1024
    figures[`${prefix}heap_over_pipe_kb_per_stream`] = (byGateway.heap - byPipe.heap) / 1024
  }
}
if (parts.has('requests')) {
  using gateway = await spawned('gateway.ts', 0, { args })
  trend.rss_mb = await memoryOverTime(gateway, targetOf('gateway', gateway.url), requests)
  const [, , early = 0] = trend.rss_mb
  figures.rss_growth_mb = (trend.rss_mb.at(-1) ?? 0) - early
}

if (values.format === 'json') console.log(JSON.stringify({ node: process.version, requests, figures, trend }, null, 2))
else print()

function print(): void {
  const rows = Object.entries(figures).map(([name, value]) => [
    name,
    value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3),
  ])
  console.log(table([['figure', 'value'], ...rows]))
  for (const [name, steps] of Object.entries(trend))
    console.log(`${name}: ${steps.map((step) => step.toFixed(0)).join(' ')}`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
