import type { Finding } from './finding.ts'
import { createMonitor, type MonitorOptions } from './monitor.ts'
import type { ReadEvent } from './read-stream.ts'

/** An event that was read and checked; `event` is null at the end of the input, where something may be missing. */
export interface CheckedEvent {
  event: ReadEvent | null
  /** Its place in the input, from 0. */
  index: number
  findings: readonly Finding[]
}

/** Checks events as they were read, one by one. */
export interface EventCheck {
  push(event: ReadEvent): CheckedEvent
  end(): CheckedEvent
}

/** Joins a reader to a monitor: what the monitor finds, beside the event that it was found at. */
export function createEventCheck(options: Omit<MonitorOptions, 'onFinding'> = {}): EventCheck {
  let found: Finding[] = []
  let index = 0
  const monitor = createMonitor({ ...options, onFinding: (finding) => void found.push(finding) })
  const take = (event: ReadEvent | null): CheckedEvent => {
    const findings = event?.fault === undefined ? found : found.map((finding) => inWords(finding, event))
    if (found.length > 0) found = []
    return { event, index, findings }
  }
  return {
    push(event) {
      monitor.push(event.value, event)
      const checked = take(event)
      index += 1
      return checked
    },
    end() {
      monitor.end()
      return take(null)
    },
  }
}

/** The monitor sees a text that is no event; the reader knows why it is none. */
function inWords(finding: Finding, event: ReadEvent): Finding {
  if (!('rule' in finding) || finding.rule !== 'stream/unknown-event' || event.fault === undefined) return finding
  const begins = JSON.stringify(String(event.value).slice(0, 40))
  return { ...finding, message: `event ${finding.index} ${event.fault}, it begins with ${begins}` }
}
