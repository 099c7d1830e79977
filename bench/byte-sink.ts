/** How many frames share one write, as they do in a busy tick. */
const framesPerWrite = 16

const encoder = new TextEncoder()

/** Where every contender's frames go: into one buffer, as bytes, sixteen frames at a time. */
export class ByteSink {
  bytes = 0
  readonly #buffer = new Uint8Array(1 << 20)
  #waiting = ''
  #frames = 0

  readonly push = (frame: string): void => {
    this.#waiting += frame
    this.#frames += 1
    if (this.#frames >= framesPerWrite) this.flush()
  }

  /** Writes what waits. A text longer than the buffer is written in pieces, each over the last one. */
  flush(): void {
    let text = this.#waiting
    while (text !== '') {
      const { read, written } = encoder.encodeInto(text, this.#buffer)
      this.bytes += written
      text = read === text.length ? '' : text.slice(read)
    }
    this.#waiting = ''
    this.#frames = 0
  }
}
