import { type AnyActor, type AnyStateMachine, createActor, type EventObject, type Snapshot } from 'xstate'
import { itemMachines } from '../../machines/items.ts'
import { opening } from '../../machines/opening.ts'
import type { RoutedKind } from '../../machines/routing.ts'
import { segments } from '../../src/paths/inputs.ts'
import { walkInput } from '../../src/paths/walkables.ts'
import { compileItems } from '../../src/runtime/compile/items.ts'
import { itemLogicOf } from '../../src/runtime/compile/item-logic.ts'
import type { HostedTools, ItemInput } from '../../src/wire/item.ts'
import { responseState } from '../../src/wire/response.ts'
import { differ } from './unequal.ts'

/** What an item machine alone is played with. */
export type ItemMove = ItemInput | 'restore'

const programs = compileItems((kind) => itemMachines[kind])

/** What the walk shows to be different between an item's machine and the compiled one, each an actor; or null. */
export function unequalItem(kind: RoutedKind, hostedTools: HostedTools, moves: readonly ItemMove[]): string | null {
  const machine: AnyStateMachine = itemMachines[kind]
  const { input } = opening(responseState(walkInput({ hostedTools })), segments[kind][0]!)
  const logic = itemLogicOf<never>(programs[kind])
  const reference = new Played((snapshot) => createActor(machine, { input, snapshot }))
  const compiled = new Played((snapshot) => Reflect.apply(createActor, undefined, [logic, { input, snapshot }]))
  let told = differ('the beginning', reference.seen(), compiled.seen())
  for (const [index, move] of moves.entries()) {
    if (told !== null) return told
    if (move === 'restore') {
      const [one, other] = [reference.persisted(), compiled.persisted()]
      reference.resume(other)
      compiled.resume(one)
    } else {
      reference.actor.send(move)
      compiled.actor.send(move)
    }
    const when = `after ${index + 1} (${JSON.stringify(move)})`
    told =
      differ(`what is said ${when}`, JSON.stringify(reference.said()), JSON.stringify(compiled.said())) ??
      differ(`what is seen ${when}`, reference.seen(), compiled.seen()) ??
      differ('the persisted snapshot', reference.persisted(), compiled.persisted())
  }
  return told
}

class Played {
  actor: AnyActor
  readonly #make: (snapshot: Snapshot<unknown> | undefined) => AnyActor
  #said: EventObject[] = []

  constructor(make: (snapshot: Snapshot<unknown> | undefined) => AnyActor) {
    this.#make = make
    this.actor = this.#begun(undefined)
  }

  resume(persisted: string): void {
    this.actor.stop()
    this.actor = this.#begun(JSON.parse(persisted))
  }

  #begun(snapshot: Snapshot<unknown> | undefined): AnyActor {
    const actor = this.#make(snapshot)
    actor.on('*', (said) => void this.#said.push(said))
    return actor.start()
  }

  said = () => this.#said.splice(0)
  persisted = () => JSON.stringify(this.actor.getPersistedSnapshot())

  seen(): string {
    const { status, value, context } = this.actor.getSnapshot()
    return JSON.stringify({ status, value, context })
  }
}
