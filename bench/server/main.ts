import { parseArgs } from 'node:util'
import { table } from '../table.ts'
import { targetOf } from './client.ts'
import { memoryOverTime, memoryPerStream, type Paced, paced, throughput } from './measures.ts'
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
using pipe = await spawned('pipe.ts', 0, upstream.url)
using gateway = await spawned('gateway.ts', 0, upstream.url)
const bytes = targetOf('pipe', pipe.url)
const unstored = targetOf('gateway', gateway.url)
const stored = targetOf('gateway', gateway.url, true)

const figures: Record<string, number> = {}
const trend: Record<string, number[]> = {}

if (parts.has('throughput')) {
  for (const kind of ['burst', 'steady']) {
    const load = { model: `${kind}-2000`, atOnce: 16, rounds }
    const byPipe = await throughput(pipe, bytes, load)
    const byGateway = await throughput(gateway, unstored, load)
    const byStore = await throughput(gateway, stored, load)
    figures[`${kind}_pipe_us_per_event`] = byPipe.cpuPerEvent
    figures[`${kind}_us_per_event`] = byGateway.cpuPerEvent
    figures[`${kind}_stored_us_per_event`] = byStore.cpuPerEvent
    figures[`${kind}_cpu_ratio`] = byGateway.cpuPerEvent / byPipe.cpuPerEvent
    figures[`${kind}_stored_cpu_ratio`] = byStore.cpuPerEvent / byPipe.cpuPerEvent
    figures[`${kind}_events_per_core_s`] = 1e6 / byGateway.cpuPerEvent
    figures[`${kind}_stored_events_per_core_s`] = 1e6 / byStore.cpuPerEvent
    figures[`${kind}_events_per_s_by_clock`] = byGateway.perSecond
  }
}
if (parts.has('latency')) {
  const load = { count: 300, rate: 50, seconds: 5 }
  const both: { byPipe: Paced; byGateway: Paced }[] = []
  // In turns: whatever else the machine does hits both.
  for (let round = 0; round < 3; round += 1) {
    both.push({ byPipe: await paced(pipe, bytes, load), byGateway: await paced(gateway, unstored, load) })
  }
  const middle = (of: (round: (typeof both)[number]) => number) => both.map(of).toSorted((a, b) => a - b)[1] ?? 0
  figures.pipe_p50_ms = middle(({ byPipe }) => byPipe.p50)
  figures.p50_ms = middle(({ byGateway }) => byGateway.p50)
  figures.pipe_p99_ms = middle(({ byPipe }) => byPipe.p99)
  figures.p99_ms = middle(({ byGateway }) => byGateway.p99)
  figures.p99_over_pipe_ms = figures.p99_ms - figures.pipe_p99_ms
  figures.paced_pipe_us_per_event = middle(({ byPipe }) => byPipe.cpuPerEvent)
  figures.paced_us_per_event = middle(({ byGateway }) => byGateway.cpuPerEvent)
  figures.paced_cpu_ratio = figures.paced_us_per_event / figures.paced_pipe_us_per_event
}
if (parts.has('streams')) {
  const count = { some: 500, many: 2000 }
  // Processes of their own: a heap that has grown under load takes a thousand streams without growing.
  using freshPipe = await spawned('pipe.ts', 0, upstream.url)
  const byPipe = await memoryPerStream(freshPipe, targetOf('pipe', freshPipe.url), count)
  using freshGateway = await spawned('gateway.ts', 0, upstream.url)
  const byGateway = await memoryPerStream(freshGateway, targetOf('gateway', freshGateway.url), count)
  figures.pipe_rss_kb_per_stream = byPipe.rss / 1024
  figures.rss_kb_per_stream = byGateway.rss / 1024
  figures.pipe_heap_kb_per_stream = byPipe.heap / 1024
  figures.heap_kb_per_stream = byGateway.heap / 1024
  figures.rss_over_pipe_kb_per_stream = (byGateway.rss - byPipe.rss) / 1024
  figures.heap_over_pipe_kb_per_stream = (byGateway.heap - byPipe.heap) / 1024
}
if (parts.has('requests')) {
  trend.rss_mb = await memoryOverTime(gateway, unstored, requests)
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
