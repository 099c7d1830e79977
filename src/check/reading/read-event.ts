/** An event as it stands in an input. */
export interface ReadEvent {
  /** The parsed JSON; where it is none, the text that a client would fail on. `[DONE]` is that string. */
  value: unknown
  /** The `event:` line, where there was one. */
  name?: string
  /** The line that it begins at, from 1. */
  line: number
  /** Why it could not be read; only there when it could not. */
  fault?: string
}

/** Takes an input's text piece by piece, and gives what is whole. */
export interface EventReader {
  write(text: string): void
  /** The input is over. Gives the line of an event that is there in half only; null where none is. */
  end(): number | null
}

/** The event that stands in a text. */
export function readEvent(text: string, place: { line: number; name?: string | undefined }, fault: string): ReadEvent {
  const { line, name } = place
  const named = name === undefined ? { line } : { name, line }
  if (text.trim() === '[DONE]') return { value: '[DONE]', ...named }
  try {
    const value: unknown = JSON.parse(text)
    return { value, ...named }
  } catch {
    // An event is shown by its beginning; nobody needs ten megabytes of what is broken.
    return { value: text.slice(0, 200), ...named, fault }
  }
}
