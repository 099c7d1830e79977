import { gzipSync } from 'node:zlib'
import { type OutputChunk, rolldown } from 'rolldown'

/** How large the core entry point is for whoever bundles it, without xstate. */
export interface CoreSize {
  /** Minified and gzipped, in thousands of bytes. */
  gzipKb: number
  minifiedKb: number
  /** Minified bytes by module, the largest first. */
  modules: [path: string, bytes: number][]
}

const root = new URL('../', import.meta.url).pathname

/** Of a bundle's chunks, those that the entry imports: the others come when they are needed. */
function loadedAtOnce(chunks: OutputChunk[]): OutputChunk[] {
  const names = new Set(chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName))
  for (const name of names)
    for (const imported of chunks.find((chunk) => chunk.fileName === name)?.imports ?? []) names.add(imported)
  return chunks.filter((chunk) => names.has(chunk.fileName))
}

/** Bundles `src/index.ts`, all of it, as a browser's bundler would, and measures it. */
export async function coreSize(): Promise<CoreSize> {
  const bundle = await rolldown({
    input: `${root}src/index.ts`,
    external: [/^xstate/],
    platform: 'browser',
    cwd: root,
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const chunks = loadedAtOnce(output.filter((each) => each.type === 'chunk'))
  const modules = chunks.flatMap((chunk) =>
    Object.entries(chunk.modules).map(([id, { renderedLength }]): [string, number] => {
      return [id.replace(root, ''), renderedLength]
    }),
  )
  const code = chunks.map((chunk) => chunk.code).join('\n')
  return {
    gzipKb: gzipSync(code, { level: 9 }).length / 1000,
    minifiedKb: code.length / 1000,
    modules: modules.toSorted(([, one], [, other]) => other - one),
  }
}

// `node scripts/size.ts [--modules]`
if (import.meta.main) {
  const { gzipKb, minifiedKb, modules } = await coreSize()
  if (process.argv.includes('--modules')) for (const [path, bytes] of modules) console.log(`${bytes}\t${path}`)
  console.log(`${gzipKb.toFixed(2)} kB gzipped, ${minifiedKb.toFixed(2)} kB minified`)
}
