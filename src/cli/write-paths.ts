import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { machineVectors } from '../paths/vectors/document.ts'
import { type MachineName, machineNamed, machineNames } from '../paths/vectors/machines.ts'
import { vectorText } from '../paths/vectors/text-format.ts'
import type { MachineVectors } from '../paths/vectors/vector.ts'
import { generateStub, vitestFile } from '../paths/vectors/vitest-format.ts'
import { CounterpointError } from '../wire/error.ts'
import { writeAll } from './output.ts'
import type { PathsFormat } from './paths-format.ts'

/**
 * Writes the vectors of one machine, or of all.
 *
 * @throws CounterpointError `paths/machine`, `paths/out`
 */
export async function writePaths({
  machine,
  format,
  out,
}: {
  machine?: string
  format: PathsFormat
  out?: string
}): Promise<void> {
  const machines = machine === undefined ? machineNames : [machineNamed(machine)]
  if (out === undefined) await writeAll(asStream(pieces(machines, format)), process.stdout)
  else await writeFiles(out, machines, format)
}

/** Machine by machine: all of them together are megabytes. */
function* pieces(machines: readonly MachineName[], format: PathsFormat): Generator<string> {
  if (format === 'text') for (const machine of machines) yield `${vectorText(machineVectors(machine))}\n`
  if (format === 'json') yield* documentText(machines)
  // A test file that is read from a pipe has its vectors in itself.
  if (format === 'vitest') yield vitestFile([...documentText(machines)].join('').trim())
}

/** One vector a line, so that two versions can be compared. */
function* documentText(machines: readonly MachineName[]): Generator<string> {
  yield '{"version":1,"machines":[\n'
  for (const [at, machine] of machines.entries())
    yield `${at === 0 ? '' : ',\n'}${machineText(machineVectors(machine))}`
  yield '\n]}\n'
}

const lines = (vectors: readonly object[]) => vectors.map((vector) => JSON.stringify(vector)).join(',\n')

function machineText({ machine, positive, negative }: MachineVectors): string {
  return `{"machine":"${machine}","positive":[\n${lines(positive)}\n],"negative":[\n${lines(negative)}\n]}`
}

/**
 * @throws CounterpointError `paths/out` where the folder can't be written
 */
async function writeFiles(folder: string, machines: readonly MachineName[], format: PathsFormat): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    if (format === 'vitest') await writeTest(folder, machines)
    else {
      for (const machine of machines) {
        const text = [...pieces([machine], format)].join('')
        await writeFile(join(folder, `${machine}.${format === 'json' ? 'json' : 'txt'}`), text)
      }
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new CounterpointError('paths/out', `${folder} can't be written: ${code}; name a folder for --out.`)
  }
}

async function writeTest(folder: string, machines: readonly MachineName[]): Promise<void> {
  const vectors = "JSON.parse(readFileSync(new URL('./counterpoint.vectors.json', import.meta.url), 'utf8'))"
  await writeFile(join(folder, 'counterpoint.vectors.json'), [...documentText(machines)].join(''))
  await writeFile(join(folder, 'counterpoint.paths.test.ts'), vitestFile(vectors))
  // What somebody wrote stays.
  await writeFile(join(folder, 'generate.ts'), generateStub, { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  })
}

async function* asStream(texts: Iterable<string>): AsyncGenerator<string> {
  yield* texts
}
