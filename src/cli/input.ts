import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CounterpointError } from '../wire/error.ts'

/**
 * Opens a file, or standard input where the name is `-`.
 *
 * @throws CounterpointError `input/unreadable` where there is no such file, or it can't be read
 */
export async function openInput(file: string): Promise<AsyncIterable<Uint8Array>> {
  if (file === '-') return process.stdin
  try {
    const found = await stat(file)
    if (found.isDirectory()) throw new CounterpointError('input/unreadable', `${file} is a folder; name a file in it.`)
  } catch (error) {
    throw unreadable(file, error)
  }
  return readable(file)
}

async function* readable(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file)
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): CounterpointError {
  if (error instanceof CounterpointError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  const why = code === 'ENOENT' ? 'there is no such file' : code
  return new CounterpointError(
    'input/unreadable',
    `${file} can't be read: ${why}; name a file, or - for standard input.`,
  )
}
