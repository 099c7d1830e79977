import type { Fault, FaultName } from './faults.ts'
import { cutAtMarker } from './words.ts'

/** What a header says. */
export interface HeaderReading {
  /** The role, where it is not `assistant`. */
  role: string | null
  channel: string
  recipient: string | null
  contentType: string | null
  /** What stood in the header and is no header: the first characters of the message. */
  text: string
  /** False when the header said nothing at all: neither a channel nor a recipient. */
  named: boolean
  faults: Fault[]
}

/** The names found in a header so far: the first one of each kind counts (malformations 3, 4 and 6). */
export class HeaderNames {
  role: string | null = null
  channel: string | null = null
  recipient: string | null = null
  contentType: string | null = null
  readonly faults: Fault[] = []

  fault(name: FaultName, text = ''): void {
    this.faults.push(text === '' ? { name } : { name, text })
  }

  /** Takes the value of a `to=`. */
  to(value: string): void {
    const recipient = this.#clean(value)
    if (recipient === '') return
    if (recipient === 'assistant') this.fault('recipient-assistant')
    else if (this.recipient === null) this.recipient = recipient
    else this.fault('repeated-recipient', `to=${recipient}`)
  }

  /** Takes a channel of a known name. */
  known(channel: string): void {
    if (this.channel === null) this.channel = channel
    else this.fault('repeated-channel')
  }

  /** Takes a channel of any other name. */
  unknown(channel: string): void {
    const name = this.#clean(channel)
    if (name === '') return
    this.channel = name
    this.faults.push({ name: 'unknown-channel', about: name })
  }

  /** Takes a content type. */
  type(contentType: string): void {
    this.contentType = this.#clean(contentType) || null
  }

  /** The whole, with `text` to begin the message. */
  reading(text: string): HeaderReading {
    const { role, recipient, contentType, faults } = this
    const named = this.channel !== null || recipient !== null
    const channel = this.channel ?? (recipient === null ? 'final' : 'commentary')
    if (recipient === null && contentType !== null) this.fault('content-type-without-recipient')
    // Built-in tools belong on the analysis channel; the request's functions do not, and the answer calls nobody.
    const own = recipient?.startsWith('functions.') === true && channel === 'analysis'
    if (own || (recipient !== null && channel === 'final')) this.fault('recipient-off-channel')
    return { role, channel, recipient, contentType, text, named, faults }
  }

  #clean(name: string): string {
    const [clean, rest] = cutAtMarker(name)
    if (rest !== '') this.fault('repeated-channel', rest)
    return clean
  }
}
