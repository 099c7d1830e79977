import { isObject } from '../../check/json.ts'
import { CounterpointError } from '../../wire/error.ts'

/** How long a server may take. */
export interface Patience {
  /** Milliseconds until it answers. */
  answer: number
  /** Milliseconds between two pieces. */
  silence: number
  /** Milliseconds for all of it. */
  total: number
}

const patient: Patience = { answer: 120_000, silence: 120_000, total: 900_000 }

/** The body of a streamed answer. */
export interface Answer {
  body: AsyncIterable<Uint8Array>
  /** Why it broke off; null as long as it did not. */
  broken: string | null
}

/**
 * Asks a server for a short answer as a stream. Sends to that address and nowhere else: a redirect is not followed.
 *
 * @throws CounterpointError `check/no-answer`, `check/http`
 */
export async function ask(
  url: URL,
  { model, headers, patience = patient }: { model: string; headers: readonly [string, string][]; patience?: Patience },
): Promise<Answer> {
  const abort = new AbortController()
  const watch = new Watch(abort, patience)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: headersOf(headers),
      body: JSON.stringify({ model, input: 'Say hello in one short sentence.', stream: true, store: false }),
      redirect: 'manual',
      signal: abort.signal,
    })
    watch.wait(patience.silence, 'said nothing more')
    await refuseNoStream(url, response)
    const answer: Answer = { body: pieces(), broken: null }
    async function* pieces() {
      let any = false
      try {
        for await (const piece of response.body ?? []) {
          any = true
          watch.wait(patience.silence, 'said nothing more')
          yield piece
        }
      } catch (error) {
        answer.broken = watch.why ?? reasonOf(error)
        if (!any) throw new CounterpointError('check/no-answer', `${url.href} ${answer.broken}.`)
      } finally {
        watch.stop()
        abort.abort()
      }
    }
    return answer
  } catch (error) {
    watch.stop()
    abort.abort()
    if (error instanceof CounterpointError) throw error
    throw new CounterpointError('check/no-answer', `${url.href} ${watch.why ?? reasonOf(error)}; is it running?`)
  }
}

/** Ends a request that takes too long, and says why. */
class Watch {
  why: string | null = null
  readonly #abort: AbortController
  readonly #total: NodeJS.Timeout
  #timer: NodeJS.Timeout | undefined

  constructor(abort: AbortController, patience: Patience) {
    this.#abort = abort
    this.#total = setTimeout(() => this.#end(patience.total, 'did not end'), patience.total)
    this.wait(patience.answer, 'did not answer')
  }

  wait(milliseconds: number, what: string): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#end(milliseconds, what), milliseconds)
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearTimeout(this.#total)
  }

  #end(milliseconds: number, what: string): void {
    this.why ??= `${what} for ${milliseconds / 1000} s`
    this.#abort.abort()
  }
}

function headersOf(given: readonly [string, string][]): Headers {
  const headers = new Headers({ 'content-type': 'application/json', accept: 'text/event-stream' })
  for (const [name, value] of given) headers.set(name, value)
  return headers
}

async function refuseNoStream(url: URL, response: Response): Promise<void> {
  const type = response.headers.get('content-type') ?? 'no content type'
  if (response.ok && /^text\/event-stream/i.test(type)) return
  const refuse = (why: string) => new CounterpointError('check/http', `${url.href} ${why}`)
  if (response.status >= 300 && response.status < 400) {
    throw refuse(`redirects to ${response.headers.get('location') ?? 'nowhere'}; give that address if it is meant.`)
  }
  if (response.ok) throw refuse(`answered with ${type}, no event stream; does it know "stream": true?`)
  const said = messageOf(await beginningOf(response))
  const hint =
    response.status === 401 || response.status === 403 ? " (give a key with --header 'Authorization: Bearer …')" : ''
  throw refuse(`answered ${response.status}${said === '' ? '' : `: ${said}`}${hint}`)
}

/** An error's page may be long. */
async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece, { stream: true })
    if (text.length > 16_384) break
  }
  return text
}

function messageOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    const found = [
      fieldOf(fieldOf(value, 'error'), 'message'),
      fieldOf(value, 'message'),
      fieldOf(value, 'error'),
      fieldOf(value, 'detail'),
    ]
    return String(found.find((each) => typeof each === 'string') ?? text).slice(0, 300)
  } catch {
    return text.slice(0, 120).trim()
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const words: Record<string, string> = {
    ECONNREFUSED: 'refuses connections',
    ENOTFOUND: 'has a host that nobody knows',
    ECONNRESET: 'broke the connection',
    UND_ERR_SOCKET: 'broke the connection',
  }
  return words[code] ?? `can't be read (${code === '' ? String(cause) : code})`
}
