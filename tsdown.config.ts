import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', sources: 'src/sources.ts', check: 'src/check/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'neutral',
  dts: { tsgo: true },
  sourcemap: true,
  deps: { neverBundle: [/^node:/] },
})
