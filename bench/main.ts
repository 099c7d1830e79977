import { cpus } from 'node:os'
import { coreSize } from '../scripts/size.ts'
import { runnerEngine } from '../src/runtime/runner-engine.ts'
import { type ContenderName, contenders } from './contenders.ts'
import { type IdleBytes, idleBytes } from './idle.ts'
import { type BenchInput, benchInput, benchKinds } from './inputs.ts'
import { isMet, type Ratios, targets } from './ratios.ts'
import { mapped, median, namesOf, ratio, rounds, type Times } from './rounds.ts'
import { table } from './table.ts'

// `npm run bench [-- --format json]`: the figures of this machine, now. Compare ratios, and those of one run only.
const isJson = process.argv.join(' ').includes('--format json') || process.argv.includes('--format=json')
const tokensPerInput = 2000
const names = namesOf(contenders)
const idle = idleBytes()
if (idle === null)
  throw new Error('Run it by `npm run bench`, or with `node --expose-gc`: bytes are measured after a collection.')

const inputs = Object.keys(benchKinds).map((name) => benchInput(name, tokensPerInput))
const jobsOf = (input: BenchInput) => mapped(names, (each) => contenders[each](input))
// All of it once before any of it counts: code that has met one kind of item only is faster than it stays.
for (const input of inputs) await rounds(jobsOf(input), 0)
const measured = new Map<string, { input: BenchInput; times: Times<ContenderName> }>()
for (const input of inputs) measured.set(input.name, { input, times: await rounds(jobsOf(input)) })
const chat = measured.get('chat prose')
if (chat === undefined) throw new Error('The ratios are those of chat prose.')
const creation = await rounds({ create: () => runnerEngine({}, { onEvent: () => undefined }) })
const long = await longStreams()
const size = await coreSize()
const ratios = ratiosOf(chat.input, chat.times, idle)

if (isJson) console.log(JSON.stringify({ ratios }, null, 2))
else print(idle)

function ratiosOf({ tokens }: BenchInput, times: Times<ContenderName>, { runner }: IdleBytes): Ratios {
  return {
    runner_vs_xstate: ratio(times, 'runner, events', 'XState reference, events'),
    frame_vs_hand: ratio(times, 'runner, frames', 'hand-written loop, frames'),
    frame_vs_stringify: ratio(times, 'runner, frames', 'JSON.stringify of ready-made events'),
    logic_vs_xstate: ratio(times, 'ActorLogic, events', 'XState reference, events'),
    harmony_tokens_per_s: (tokens.length / median(times['Harmony tokens to bytes'])) * 1e9,
    create_us: median(creation.create) / 1000,
    idle_bytes: runner,
    core_gzip_kb: size.gzipKb,
  }
}

/** How the time of one token grows with the length of the stream: 1 is linear. */
async function longStreams(): Promise<number> {
  const jobs = mapped(['100k', '1M'], (length) =>
    contenders['Harmony tokens to bytes'](benchInput('chat prose', length === '1M' ? 1_000_000 : 100_000)),
  )
  const times = await rounds(jobs, 3)
  return ratio(times, '1M', '100k') / 10
}

function print({ runner, runnerInMessage, xstate }: IdleBytes): void {
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; ns per delta, median of 5 rounds\n`)
  const kinds = [...measured.keys()]
  const row = (name: ContenderName) => [
    name,
    ...[...measured.values()].map(({ input, times }) => (median(times[name]) / input.deltas).toFixed(0)),
  ]
  console.log(table([['', ...kinds], ...names.map(row)]))
  console.log(
    `\nBytes of an idle stream: runner ${runner.toFixed(0)}, in a message ${runnerInMessage.toFixed(0)}, XState ${xstate.toFixed(0)}`,
  )
  console.log(`A token in a stream of a million takes ${long.toFixed(2)} times what it takes in one of 100,000\n`)
  const figures = namesOf(targets).map((name) => {
    const { target, better, meaning } = targets[name]
    const value = ratios[name]
    return [
      name,
      round(value),
      `${better === 'lower' ? '≤' : '≥'} ${round(target)}`,
      isMet(name, value) ? 'met' : 'MISSED',
      ` ${meaning}`,
    ]
  })
  console.log(table([['figure', 'value', 'target', ''], ...figures]))
}

function round(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
