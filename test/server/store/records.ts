import type { NewBatch, NewResponse } from '../../../src/server/store/record.ts'
import { frame } from '../../../src/wire/frame.ts'

/** A response as a test needs it. */
export function made(id: string, more: Partial<NewResponse> = {}): NewResponse {
  return {
    id,
    owner: 'owner',
    previousId: null,
    status: 'in_progress',
    response: JSON.stringify({ id, status: 'in_progress' }),
    begin: '{}',
    isLogged: true,
    input: [item(`msg_${id}`)],
    createdAt: 1_000,
    expiresAt: null,
    ...more,
  }
}

/** An item that says its own id. */
export function item(id: string) {
  return { id, json: JSON.stringify({ type: 'message', id, role: 'user', content: [] }) }
}

/** Frames of the given numbers, with what frames must survive in them. */
export function batch(first: number, last: number): NewBatch {
  const numbers = Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const text = numbers.map((number) => frame(event(number))).join('')
  return { first, last, text }
}

function event(sequence_number: number) {
  return { type: 'x', sequence_number, delta: 'a\n\nb 😀 \u2028' }
}

/** How a test's response ends. */
export function ended(id: string, output: string[] = [], more: { batch?: NewBatch } = {}) {
  const response = JSON.stringify({ id, status: 'completed' })
  return { status: 'completed' as const, response, output: output.map(item), at: 2_000, ...more }
}
