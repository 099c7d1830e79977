import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  platform: 'neutral',
  dts: { tsgo: true },
  sourcemap: true,
  deps: { neverBundle: [/^node:/] },
})
