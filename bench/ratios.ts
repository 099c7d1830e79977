/** The figures that the project promises, each with what it may be at the most (or at the least). */
export const targets = {
  runner_vs_xstate: { target: 1 / 50, better: 'lower', meaning: 'runner with numbering / XState parent and child' },
  frame_vs_hand: { target: 2, better: 'lower', meaning: 'runner with frames / hand-written loop' },
  frame_vs_stringify: { target: 0.8, better: 'lower', meaning: 'runner with frames / JSON.stringify of ready events' },
  logic_vs_xstate: { target: 1 / 10, better: 'lower', meaning: 'ActorLogic / XState parent and child' },
  harmony_tokens_per_s: { target: 1_500_000, better: 'higher', meaning: 'Harmony tokens to SSE bytes, a second' },
  create_us: { target: 2, better: 'lower', meaning: 'a stream created and its first events out, µs' },
  idle_bytes: { target: 1024, better: 'lower', meaning: 'an idle stream, bytes' },
  core_gzip_kb: { target: 20, better: 'lower', meaning: 'the core, minified and gzipped, kB' },
} satisfies Record<string, { target: number; better: 'lower' | 'higher'; meaning: string }>

export type RatioName = keyof typeof targets

/** What a run measured. */
export type Ratios = Record<RatioName, number>

/** Whether a figure is as good as was promised. */
export function isMet(name: RatioName, value: number): boolean {
  const { target, better } = targets[name]
  return better === 'lower' ? value <= target : value >= target
}

/** How much worse a figure became: 0.2 is a fifth worse, below zero is better. */
export function worsening(name: RatioName, before: number, after: number): number {
  return targets[name].better === 'lower' ? after / before - 1 : before / after - 1
}

/** Reads what `npm run bench -- --format json` printed. Throws where a figure is missing. */
export function readRatios(text: string): Ratios {
  const read: unknown = JSON.parse(text)
  const ratios: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, 'ratios') : undefined
  const figure = (name: RatioName): number => {
    const value: unknown = typeof ratios === 'object' && ratios !== null ? Reflect.get(ratios, name) : undefined
    if (typeof value === 'number' && value > 0) return value
    throw new Error(`ratios.${name} is missing; write the file by: npm run bench -- --format json > FILE`)
  }
  return {
    runner_vs_xstate: figure('runner_vs_xstate'),
    frame_vs_hand: figure('frame_vs_hand'),
    frame_vs_stringify: figure('frame_vs_stringify'),
    logic_vs_xstate: figure('logic_vs_xstate'),
    harmony_tokens_per_s: figure('harmony_tokens_per_s'),
    create_us: figure('create_us'),
    idle_bytes: figure('idle_bytes'),
    core_gzip_kb: figure('core_gzip_kb'),
  }
}
