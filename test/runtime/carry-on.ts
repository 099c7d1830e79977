import { text } from 'node:stream/consumers'
import { runtimes } from './interrupted.ts'

/** A process of its own that carries a persisted response on: `{snapshot, inputs}` in, a stretch out. */
const { snapshot, inputs } = JSON.parse(await text(process.stdin))
process.stdout.write(JSON.stringify(runtimes.XState.carryOn(snapshot, inputs)))
