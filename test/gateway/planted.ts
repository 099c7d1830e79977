import type { GatewayProtocol } from '../../src/paths/gateway/protocol.ts'
import type { Bug } from './gateway.ts'

/** A bug that is planted, and what has to be said of it: in which scenario, and by which rule. */
export interface Planted extends Bug {
  title: string
  protocol?: GatewayProtocol
  found: readonly (readonly [scenario: string, rule: string])[]
}
