import type { TableAcceptor, Edge } from './acceptor.ts'
import { doneLetter } from './letter.ts'

/**
 * What the protocol allows and no machine of ours ever does: an item that ends short may say `failed` as well as
 * `incomplete` (protocol.md, "How an item ends short"). Our own calls fail only once their tool ran.
 */
export function withShortFailures(acceptor: TableAcceptor): TableAcceptor {
  return acceptor.with(
    statesOf(acceptor).flatMap((state): Edge[] => {
      const short = acceptor.step(state, doneLetter('incomplete'))
      const whole = acceptor.step(state, doneLetter('completed'))
      return short >= 0 && whole < 0 ? [{ from: state, letter: doneLetter('failed'), to: short }] : []
    }),
  )
}

/** The protocol's `error?`: a response may fail without the `error` event. Ours never does: clients need both. */
export function withBareFailure(acceptor: TableAcceptor): TableAcceptor {
  return acceptor.with(
    statesOf(acceptor).flatMap((state): Edge[] => {
      const failing = acceptor.step(state, 'error')
      const failed = acceptor.step(failing, 'response.failed')
      return failed >= 0 ? [{ from: state, letter: 'response.failed', to: failed }] : []
    }),
  )
}

function statesOf({ size }: TableAcceptor): number[] {
  return Array.from({ length: size }, (_, state) => state)
}
