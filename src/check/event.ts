/** An event of anybody's stream: only that it has a type is known of it. */
export interface StreamEvent {
  readonly type: string
  readonly [field: string]: unknown
}

/** Whether a value is an event at all. */
export function isEvent(value: unknown): value is StreamEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
