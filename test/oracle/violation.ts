/** The ids of protocol.md, and `stream/order` for the STREAM row, which has none there. */
export type Rule =
  | 'stream/first-event'
  | 'stream/terminal'
  | 'stream/order'
  | 'stream/sequence'
  | 'stream/response-id'
  | 'stream/event-name'
  | 'stream/lifecycle-snapshot'
  | 'stream/unknown-event'
  | 'item/order'
  | 'item/index'
  | 'item/id'
  | 'item/closed'
  | 'item/status'
  | 'part/index'
  | 'part/empty-at-added'
  | 'value/delta-sum'
  | 'value/item-sum'
  | 'value/final-output'

export interface Violation {
  rule: Rule
  /** Position in the array of events, from 0; the array's length where something is missing at its end. */
  index: number
  message: string
}

export type Report = (rule: Rule, message: string) => void
