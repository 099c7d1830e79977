import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** So much of a stream waits in memory; most are over before, clean, and never touch the disk. */
const inMemory = 256 * 1024

/** Bytes that may wait for the disk. */
const mostWaiting = 16 * 1024 * 1024

/** Holds a stream until it is known whether it is worth keeping. What it holds in memory is bounded. */
export class Spool {
  readonly #folder: string
  readonly #name: string
  #pieces: Uint8Array[] = []
  #size = 0
  #file: WriteStream | null = null
  #isBroken = false

  /** @param name unique in the folder */
  constructor(folder: string, name: string) {
    this.#folder = folder
    this.#name = name
  }

  write(bytes: Uint8Array): void {
    if (this.#isBroken) return
    if (this.#file === null) {
      this.#pieces.push(bytes)
      this.#size += bytes.length
      if (this.#size > inMemory) this.#spill()
      return
    }
    this.#file.write(bytes)
    if (this.#file.writableLength > mostWaiting) this.#break()
  }

  /**
   * Keeps it.
   *
   * @returns the file; null where it could not be written
   */
  async keep(suffix: string): Promise<string | null> {
    const path = join(this.#folder, `${this.#name}-${suffix}.sse`)
    try {
      if (this.#file === null) await writeFile(path, this.#pieces, { mode: 0o600 })
      else {
        await this.#close()
        await rename(this.#part, path)
      }
    } catch {
      this.#isBroken = true
    }
    if (!this.#isBroken) return path
    await this.drop()
    return null
  }

  async drop(): Promise<void> {
    this.#pieces = []
    if (this.#file === null) return
    await this.#close()
    // A folder that is gone has taken it along.
    await rm(this.#part, { force: true }).catch(() => undefined)
  }

  get #part(): string {
    return join(this.#folder, `${this.#name}.part`)
  }

  #spill(): void {
    // What streams say is somebody's business: nobody else reads it.
    this.#file = createWriteStream(this.#part, { mode: 0o600 })
    this.#file.on('error', () => this.#break())
    for (const piece of this.#pieces) this.#file.write(piece)
    this.#pieces = []
  }

  #break(): void {
    this.#isBroken = true
    this.#file?.destroy()
  }

  async #close(): Promise<void> {
    const file = this.#file
    if (file === null || file.closed) return
    await new Promise<void>((resolve) => {
      file.once('close', resolve)
      if (!file.destroyed) file.end()
    })
  }
}
