import { isObject, type Json } from '../oracle/letter.ts'
import type { Bug } from './gateway.ts'

/** What becomes of an event: itself or another, several, or none. */
type Change = (event: Json) => Json | readonly Json[] | null

/** Changes events one by one. */
export const each = (change: Change): NonNullable<Bug['events']> =>
  async function* (events) {
    for await (const event of events) {
      const to = change(event)
      if (to !== null) yield* Array.isArray(to) ? (to as Json[]) : [to as Json]
    }
  }

export const isType =
  (...types: string[]) =>
  (event: Json) =>
    types.includes(String(event['type']).replace(/^response\./, ''))
export const when = (like: (event: Json) => boolean, change: Change) =>
  each((event) => (like(event) ? change(event) : event))
export const dropping = (...types: string[]) => renumbering(when(isType(...types), () => null))
export const terminal = isType('completed', 'incomplete', 'failed')
export const ofResponse = (event: Json, fields: Json): Json => ({
  ...event,
  response: { ...(event['response'] as Json), ...fields },
})
export const ofItem = (event: Json, fields: Json): Json => ({
  ...event,
  item: { ...(event['item'] as Json), ...fields },
})

export const omit = (value: Json, ...fields: string[]): Json =>
  Object.fromEntries(Object.entries(value).filter(([field]) => !fields.includes(field)))

/** So that only the planted bug is one. */
export const renumbering = (change: NonNullable<Bug['events']>): NonNullable<Bug['events']> =>
  async function* (events) {
    let sequence_number = 0
    for await (const event of change(events)) yield { ...event, sequence_number: sequence_number++ }
  }

/** Leaves an item out, as if it had never been. */
export const without = (like: (item: Json) => boolean): NonNullable<Bug['events']> =>
  renumbering(async function* (events) {
    const gone = new Set<unknown>()
    for await (const event of events) {
      const { item, output_index: index } = event
      if (isObject(item) && like(item)) gone.add(index)
      if (gone.has(index)) continue
      if (terminal(event)) {
        const response = event['response'] as Json
        yield ofResponse(event, { output: (response['output'] as Json[]).filter((each) => !like(each)) })
      } else yield index === undefined ? event : { ...event, output_index: Number(index) - gone.size }
    }
  })

/** Changes the first choice's delta. */
export const delta =
  (change: (delta: Json) => Json | null): NonNullable<Bug['chunk']> =>
  (chunk) => {
    const [choice] = (chunk['choices'] ?? []) as Json[]
    if (choice === undefined) return chunk
    const to = change(choice['delta'] as Json)
    return to === null ? null : { ...chunk, choices: [{ ...choice, delta: to }] }
  }

export const calls = (change: (calls: Json[]) => Json[]) =>
  delta((said) => (Array.isArray(said['tool_calls']) ? { ...said, tool_calls: change(said['tool_calls']) } : said))

export const moved = (from: string, to: string) =>
  delta(({ [from]: text, ...said }) => (text === undefined ? said : { ...said, [to]: text }))
