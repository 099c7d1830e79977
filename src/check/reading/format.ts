/** What an input is written in. */
export type StreamFormat = 'sse' | 'json'

/** What is no stream: a code, and what follows the input's name in the message. */
export interface Unusable {
  code: 'input/binary' | 'input/compressed' | 'input/not-a-stream'
  why: string
}

/**
 * What the first characters of an input are the beginning of; null as long as they can be several things.
 *
 * @param text from the first line that is not blank on
 * @param isOver nothing more comes
 */
export function formatOf(text: string, isOver: boolean): StreamFormat | Unusable | null {
  const json = text.trimStart()
  if (json.startsWith('{') || json.startsWith('[')) return 'json'
  const [line = ''] = text.split(/[\r\n]/, 1)
  if (/^(?:data|event|id|retry)(?::|$)|^:/.test(line) && (line.includes(':') || line.length < text.length || isOver)) {
    return 'sse'
  }
  if (line.length === text.length && line.length < 64 && !isOver) return null
  if (json === '') return null
  return { code: 'input/not-a-stream', why: whyNot(line) }
}

function whyNot(line: string): string {
  if (/^HTTP\/\d/.test(line)) return 'begins with HTTP headers; give the body alone (curl without -i).'
  if (/^\s*</.test(line)) return 'is HTML or XML, no event stream; give a recorded body of POST /v1/responses.'
  const shown = JSON.stringify(line.slice(0, 40))
  return `is no event stream: it begins with ${shown}; give server-sent events, JSON Lines or a JSON list of events.`
}

const magics: readonly (readonly [bytes: readonly number[], unusable: Unusable])[] = [
  [
    [0x1f, 0x8b],
    { code: 'input/compressed', why: 'is compressed (gzip); give it unpacked (gunzip -c … | … check -).' },
  ],
  [
    [0x28, 0xb5, 0x2f, 0xfd],
    { code: 'input/compressed', why: 'is compressed (zstd); give it unpacked (zstd -dc … | … check -).' },
  ],
  [[0xff, 0xfe], { code: 'input/binary', why: 'is UTF-16; give it as UTF-8 (iconv -f utf-16 -t utf-8).' }],
  [[0xfe, 0xff], { code: 'input/binary', why: 'is UTF-16; give it as UTF-8 (iconv -f utf-16 -t utf-8).' }],
]

const binary: Unusable = { code: 'input/binary', why: 'is binary, no event stream; give server-sent events or JSON.' }

/** Why the first bytes of an input are no text; null where they are. */
export function whyNoText(bytes: Uint8Array): Unusable | null {
  const known = magics.find(([magic]) => magic.every((byte, at) => bytes[at] === byte))
  if (known !== undefined) return known[1]
  return bytes.includes(0) || !isUtf8(bytes) ? binary : null
}

/** Whether bytes are UTF-8; the last character may be cut. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
