import type { Server } from 'node:http'
import type { Profile } from '../../check/index.ts'
import { counted } from '../../check/tally.ts'
import { Day } from './day.ts'
import { type AnswerHead, createProxy, type Witness } from './proxy.ts'
import { Spool } from './spool.ts'
import { targetOf } from './target.ts'
import { type Watched, WatchedStream } from './watched-stream.ts'

export interface TapOptions {
  /** The server that the tap stands in front of. */
  upstream: string
  profile: Profile
  allow: readonly string[]
  /** The folder, which is there, that offending streams are kept in. */
  keep: string | null
  /** Called with each line that there is to say. */
  onLine: (line: string) => void
}

/** A tap: a server to listen with, and what it has seen so far. */
export interface Tap {
  server: Server
  summary(): string
  /** Every stream that has gone by is written down. */
  settled(): Promise<void>
}

/** More offending streams are not kept: a broken server breaks every one of them, and a disk is not endless. */
const mostKept = 1000

/**
 * A pass-through proxy that checks every streamed answer to `POST …/responses`.
 *
 * @throws CounterpointError `tap/upstream`
 */
export function createTap(options: TapOptions): Tap {
  const target = targetOf(options.upstream)
  const day = new Day(Date.now())
  const running = new Set<Promise<void>>()
  let begun = 0
  let kept = 0
  const spoolFor = (asked: Date): Spool | null => {
    begun += 1
    if (options.keep === null || kept >= mostKept) return null
    return new Spool(options.keep, `${asked.toISOString().replaceAll(':', '-')}-${String(begun).padStart(5, '0')}`)
  }
  const tell = (head: AnswerHead, watched: Watched | null) => {
    options.onLine(lineOf(head, watched))
    if (watched?.kept === undefined || watched.kept === null) return
    kept += 1
    if (kept === mostKept) options.onLine(`${mostKept} streams are kept; no more will be.`)
  }
  const server = createProxy(target, (head): Witness | null => {
    if (head.method !== 'POST' || !/\/responses\/?(?:\?|$)/.test(head.path)) return null
    if (!/^text\/event-stream/i.test(head.contentType)) {
      day.addOther()
      return { piece: () => undefined, ended: () => tell(head, null) }
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    running.add(promise)
    return new WatchedStream(head.contentEncoding, options, spoolFor(head.asked), (watched) => {
      day.add(watched)
      tell(head, watched)
      running.delete(promise)
      resolve()
    })
  })
  return {
    server,
    summary: () => day.summary(Date.now()),
    settled: async () => void (await Promise.all(running)),
  }
}

function lineOf({ status, contentType, asked }: AnswerHead, watched: Watched | null): string {
  const time = asked.toISOString().slice(11, 19)
  const took = `${((Date.now() - asked.getTime()) / 1000).toFixed(2)} s`.padStart(8)
  if (watched === null) return `${time} - ${status} ${took}  no stream${contentType === '' ? '' : ` (${contentType})`}`
  const { tally, ending, first, unchecked, kept } = watched
  const notes = [
    ...(tally.ok ? [] : [`${counted(tally.violations, 'violation')}: ${first?.rule}: ${first?.message}`]),
    ...(tally.rules.size > 1
      ? [`also ${[...tally.rules.keys()].filter((rule) => rule !== first?.rule).join(', ')}`]
      : []),
    ...(tally.tolerances.size > 0 ? [`tolerated ${[...tally.tolerances.keys()].join(', ')}`] : []),
    ...(ending === 'left' ? ['its client left'] : ending === 'cut' ? ['the upstream broke off'] : []),
    ...(unchecked === null ? [] : [`not checked: ${unchecked}`]),
    ...(kept === null ? [] : [`kept in ${kept}`]),
  ]
  const mark = tally.ok ? (unchecked === null ? '✓' : '?') : '✗'
  const events = counted(tally.events, 'event').padStart(11)
  return `${time} ${mark} ${status} ${took} ${events}${notes.length === 0 ? '' : `  ${notes.join('; ')}`}`
}
