/** What is said from one hop to the next only (RFC 9110, 7.6.1), and not by one end to the other. */
const hopByHop = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'transfer-encoding',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
])

/** Names and values in turn, as they stood on the wire: their case, their order, and a name that stands there twice. */
export type RawHeaders = readonly string[]

/** The headers that go on to the other end. */
export function endToEnd(raw: RawHeaders): string[] {
  const named = new Set(valuesOf(raw, 'connection').flatMap((value) => value.toLowerCase().split(/\s*,\s*/)))
  return pairs(raw)
    .filter(([name]) => !hopByHop.has(name.toLowerCase()) && !named.has(name.toLowerCase()))
    .flat()
}

/** A request's headers as the upstream gets them: under its own name, and with the body's framing. */
export function requestHeaders(raw: RawHeaders, host: string, mayHaveBody: boolean): string[] {
  const sent = pairs(endToEnd(raw)).map(([name, value]) => [name, name.toLowerCase() === 'host' ? host : value])
  const isChunked = valuesOf(raw, 'transfer-encoding').length > 0
  const isCounted = valuesOf(raw, 'content-length').length > 0
  const framing = isChunked ? ['Transfer-Encoding', 'chunked'] : []
  // Node would call it chunked; it has no body.
  const empty = mayHaveBody && !isChunked && !isCounted ? ['Content-Length', '0'] : []
  // HTTP/1.0 has none.
  const first = valuesOf(raw, 'host').length > 0 ? [] : ['Host', host]
  return [...first, ...sent.flat(), ...framing, ...empty]
}

/** Names and values as pairs. */
export function pairs(raw: RawHeaders): [name: string, value: string][] {
  const list: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return list
}

function valuesOf(raw: RawHeaders, wanted: string): string[] {
  return pairs(raw).flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []))
}
