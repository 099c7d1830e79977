import type { Annotation } from '../../wire/input.ts'
import { isRecord } from '../json.ts'

/**
 * Reads one entry of `delta.annotations`: `{type: 'url_citation', url_citation: {…}}`, or the same fields flat. Takes
 * any JSON value; gives null for what is no web citation, or one without an address.
 */
export function readAnnotation(entry: unknown): Annotation['annotation'] | null {
  if (!isRecord(entry) || entry.type !== 'url_citation') return null
  const citation = isRecord(entry.url_citation) ? entry.url_citation : entry
  if (typeof citation.url !== 'string') return null
  return {
    type: 'url_citation',
    url: citation.url,
    title: typeof citation.title === 'string' ? citation.title : '',
    start_index: typeof citation.start_index === 'number' ? citation.start_index : 0,
    end_index: typeof citation.end_index === 'number' ? citation.end_index : 0,
  }
}
