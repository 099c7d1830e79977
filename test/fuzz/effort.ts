/** How often a property is tried: `FUZZ_RUNS` in the slow tests, a small number otherwise. */
export const longRuns = Number(process.env['FUZZ_RUNS'] ?? 20_000)
export const shortRuns = 300
