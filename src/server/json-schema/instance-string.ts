import { matchOf } from './pattern.ts'
import { type JsonSchema, numberOr } from './schema.ts'

const formats: Readonly<Record<string, string>> = {
  'date-time': '2025-01-01T12:00:00Z',
  date: '2025-01-01',
  time: '12:00:00Z',
  duration: 'PT1H',
  email: 'ada@example.com',
  'idn-email': 'ada@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  iri: 'https://example.com/',
  'uri-reference': '/example',
  'uri-template': '/example/{id}',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  'json-pointer': '/example',
  regex: '^example$',
  byte: 'ZXhhbXBsZQ==',
}

/**
 * A string for a schema: by its format, its pattern, or of its length.
 *
 * @param plain what to say where anything goes
 * @param nth which one of several: they differ where the schema lets them
 */
export function stringOf(schema: JsonSchema, plain: string, nth: number): string {
  const minLength = numberOr(schema.minLength, 0)
  const maxLength = numberOr(schema.maxLength, Number.POSITIVE_INFINITY)
  const formatted = typeof schema.format === 'string' ? formats[schema.format] : undefined
  if (formatted !== undefined) return formatted
  if (typeof schema.pattern === 'string') return matchOf(schema.pattern, minLength)
  const text = nth === 0 ? plain : `${plain} ${nth + 1}`
  const long = text.length < minLength ? text.padEnd(Math.min(minLength, 10_000), '.') : text
  // The end tells one from another.
  return long.length <= maxLength ? long : nth === 0 ? long.slice(0, maxLength) : long.slice(long.length - maxLength)
}
