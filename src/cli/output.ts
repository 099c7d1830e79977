import { once } from 'node:events'
import type { Writable } from 'node:stream'

/**
 * Writes text piece by piece, waiting for a slow reader.
 *
 * @throws what the output failed with, `EPIPE` where the reader has left
 */
export async function writeAll(pieces: AsyncIterable<string>, output: Writable): Promise<void> {
  let failure: Error | undefined
  // Stays: a pipe can say that its reader has left after everything was written, and nobody would catch it then.
  output.on('error', (error) => (failure = error))
  for await (const piece of pieces) {
    if (failure !== undefined) throw failure
    if (!output.write(piece)) await once(output, 'drain')
  }
  await new Promise<void>((resolve) => output.write('', () => resolve()))
  if (failure !== undefined) throw failure
}
