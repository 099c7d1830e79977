import { type FileHandle, open } from 'node:fs/promises'
import { CounterpointError } from '../wire/error.ts'

/**
 * Opens a file, or standard input where the name is `-`.
 *
 * @throws CounterpointError `input/unreadable` where there is no such file, or it can't be read; while it is read, too
 */
export async function openInput(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === '-') return process.stdin
  try {
    const handle = await open(file)
    const found = await handle.stat()
    if (!found.isDirectory()) return readable(file, handle)
    await handle.close()
  } catch (error) {
    throw unreadable(file, error)
  }
  throw new CounterpointError('input/unreadable', `${file} is a folder; name a file in it.`)
}

async function* readable(file: string, handle: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    yield* handle.createReadStream()
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): CounterpointError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  const why = code === 'ENOENT' ? 'there is no such file' : code
  return new CounterpointError(
    'input/unreadable',
    `${file} can't be read: ${why}; name a file, or - for standard input.`,
  )
}
