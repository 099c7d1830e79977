/** How fast the check reads parsed events: `node bench/check.ts`. What it reads is checked to be clean, or it is no measure. */
import { bench, do_not_optimize, run, summary } from 'mitata'
import { checkStream } from '../src/check/check-stream.ts'
import { createMonitor } from '../src/check/monitor.ts'
import { answer, calls } from './check-streams.ts'

const inputs = { 'a long answer': answer(20_000), 'many responses of ten calls': calls(500) }

for (const [name, events] of Object.entries(inputs)) {
  const { ok, violations } = checkStream(events, { profile: 'strict' })
  if (!ok) throw new Error(`${name} is not clean: ${violations[0]?.message}`)
}

summary(() => {
  for (const [name, events] of Object.entries(inputs)) {
    bench(`${name}: ${events.length} events`, () => {
      const monitor = createMonitor()
      for (const event of events) monitor.push(event)
      monitor.end()
      do_not_optimize(monitor)
    })
  }
})

await run()

for (const [name, events] of Object.entries(inputs)) {
  const rounds = 20
  const begun = performance.now()
  for (let round = 0; round < rounds; round += 1) checkStream(events)
  const seconds = (performance.now() - begun) / 1000
  const perSecond = (events.length * rounds) / seconds
  console.log(`${name}: ${Math.round(perSecond)} events a second, ${Math.round(1e9 / perSecond)} ns each`)
}
