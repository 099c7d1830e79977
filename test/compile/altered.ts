import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as compileModule from '../../src/runtime/compile.ts'
import type { Fault } from './faults.ts'

const root = join(import.meta.dirname, '../..')

/** The compiler with a fault in it: a copy of its sources in which one place reads otherwise. All else is shared. */
export async function altered(
  fault: Fault | null,
): Promise<{ module: typeof compileModule; [Symbol.dispose]: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'counterpoint-'))
  mkdirSync(join(folder, 'src'))
  for (const shared of ['machines', 'node_modules', 'src/wire', 'src/sources']) {
    symlinkSync(join(root, shared), join(folder, shared), 'junction')
  }
  cpSync(join(root, 'src/runtime'), join(folder, 'src/runtime'), { recursive: true })
  if (fault !== null) plant(join(folder, 'src/runtime/compile', fault.file), fault)
  const module: typeof compileModule = await import(pathToFileURL(join(folder, 'src/runtime/compile.ts')).href)
  return { module, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A place that is not there, or there twice, is an error: else the test would go on without planting anything. */
function plant(path: string, { feature, find, replace }: Fault): void {
  const text = readFileSync(path, 'utf8')
  if (text.split(find).length !== 2) throw new Error(`'${feature}' is not once in ${path}: ${find}`)
  writeFileSync(
    path,
    text.replace(find, () => replace),
  )
}
