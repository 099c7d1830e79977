import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Writes text piece by piece, waiting for a slow reader. */
export async function writeAll(pieces: AsyncIterable<string>, output: Writable): Promise<void> {
  let failure: Error | undefined
  const remember = (error: Error) => (failure = error)
  output.on('error', remember)
  try {
    for await (const piece of pieces) {
      if (failure !== undefined) throw failure
      if (!output.write(piece)) await once(output, 'drain')
    }
  } finally {
    output.off('error', remember)
  }
}
