import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * A folder in which the package is installed as npm would: packed from a fresh build and unpacked, its dependencies
 * beside it; with the servers of this folder.
 */
export async function packedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'counterpoint-packed-'))
  const stage = join(folder, 'stage')
  await mkdir(stage)
  await run(join(root, 'node_modules/.bin/tsdown'), ['--out-dir', join(stage, 'dist')], { cwd: root })
  for (const name of ['package.json', 'LICENSE', 'README.md']) await cp(join(root, name), join(stage, name))
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: stage })
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  const installed = join(folder, 'node_modules/counterpoint')
  await mkdir(installed, { recursive: true })
  await run('tar', ['xzf', join(folder, archive ?? ''), '--strip-components', '1', '-C', installed])
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  )
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(root, 'node_modules', name), link)
  }
  await cp(fileURLToPath(new URL('servers', import.meta.url)), folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  return folder
}
