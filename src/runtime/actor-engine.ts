import { createActor } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import type { EngineMaker } from './engine.ts'

/** The reference: the response machine interpreted by XState. */
export const actorEngine: EngineMaker = (input, onEvent) => {
  const actor = createActor(responseMachine, { input })
  actor.on('*', onEvent)
  actor.start()
  return {
    send: (event) => actor.send(event),
    get warnings() {
      return actor.getSnapshot().context.warnings
    },
    get isDone() {
      return actor.getSnapshot().status === 'done'
    },
  }
}
