import type { WireEvent } from '../../src/wire/event.ts'
import type { ResponseWarning } from '../../src/runtime/respond.ts'
import { eventLine, warningLine } from './event-line.ts'
import type { Played } from './play.ts'

/** The log of the events alone, each run of deltas joined to one, without numbers and counts of tokens. */
export function merged(events: readonly WireEvent[]): string[] {
  const joined: WireEvent[] = []
  for (const event of events) {
    const last = joined.at(-1)
    if ('delta' in event && last !== undefined && 'delta' in last && last.type === event.type) {
      joined.splice(-1, 1, Object.assign({}, last, { delta: `${String(last.delta)}${String(event.delta)}` }))
    } else joined.push(event)
  }
  return joined.map((event) =>
    eventLine(event)
      .replace(/^\d+ /, '')
      .replace(/ usage .*$/, ''),
  )
}

/** What must not depend on how the input was cut: the merged log, the output, and the warnings beside it. */
export function essence({ events, warnings }: Played): object {
  const last = events.at(-1)
  return {
    log: merged(events),
    output: last !== undefined && 'response' in last ? last.response.output : null,
    warnings: told(warnings),
  }
}

/** Warnings in one line each; the deltas of one text that came out of place are told as one. */
function told(warnings: readonly ResponseWarning[]): string[] {
  const lines: string[] = []
  let text = ''
  for (const [index, warning] of warnings.entries()) {
    const delta = deltaIn(warning)
    text += delta ?? ''
    if (delta !== null && deltaIn(warnings[index + 1]) !== null) continue
    lines.push(warningLine(warning) + (delta === null ? '' : ` ${JSON.stringify(text)}`))
    text = ''
  }
  return lines
}

function deltaIn(warning: ResponseWarning | undefined): string | null {
  return warning !== undefined && 'input' in warning && warning.input.type === 'segment.delta'
    ? warning.input.text
    : null
}
