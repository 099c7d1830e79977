import type { RoutedKind } from '../../machines/routing.ts'
import { segments } from '../../src/paths/inputs.ts'
import type { HostedTools } from '../../src/wire/item.ts'

const kinds = Object.keys(segments) as RoutedKind[]
const hostings: HostedTools[] = ['close', 'await']

/** Every machine of an item, both ways its tool may be hosted. */
export const itemConfigurations = kinds.flatMap((kind) => hostings.map((hostedTools) => ({ kind, hostedTools })))

/** The response machine, every way it may be set up. */
export const responseConfigurations = hostings.flatMap((hostedTools) =>
  [false, true].map((queued) => ({ hostedTools, queued })),
)
