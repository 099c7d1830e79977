import { createActor } from 'xstate'
import { responseMachine } from '../../machines/response.ts'
import { lengthOf } from '../wire/pages.ts'
import type { EngineMaker } from './engine.ts'
import { eventsTo } from './sink.ts'

/** The reference: the response machine interpreted by XState. */
export const actorEngine: EngineMaker = (input, sink) => {
  const actor = createActor(responseMachine, { input })
  actor.on('*', eventsTo(sink))
  actor.start()
  return {
    send: (event) => actor.send(event),
    get warnings() {
      return actor.getSnapshot().context.warnings.flat()
    },
    get warningCount() {
      return lengthOf(actor.getSnapshot().context.warnings)
    },
    get isDone() {
      return actor.getSnapshot().status === 'done'
    },
    get isItemOpen() {
      return actor.getSnapshot().context.item !== null
    },
  }
}
