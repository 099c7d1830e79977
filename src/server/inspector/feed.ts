import type { Reader } from '../generation/reader.ts'
import { ReaderBody } from '../generation/reader-body.ts'
import { eventStreamReply, type ServerReply } from '../http.ts'
import type { Exchange } from '../routes/route.ts'

/** A stream of messages to one page. */
export interface Feed {
  /** A message, now or, while what was before is still sent, after that. */
  send(event: string, data: unknown): void
  /** Sends what was before, and holds back what comes meanwhile. */
  before(messages: AsyncIterable<{ event: string; data: unknown }>): Promise<void>
  /** Nothing more comes. */
  end(): void
}

/**
 * Answers with a stream of messages. A page that reads too slowly is cut off: nobody waits for it.
 *
 * @param begin begins to send; gives what ends that
 */
export function feedReply(exchange: Exchange, begin: (feed: Feed) => () => void): ServerReply {
  const { settings, registry, closing } = exchange
  return eventStreamReply(
    new ReaderBody(settings, {
      from: 0,
      async begin(reader) {
        const finish = () => reader.end()
        registry.heartbeat.add(reader)
        closing.addEventListener('abort', finish, { once: true })
        const stop = begin(feedOf(reader))
        if (closing.aborted) finish()
        try {
          await reader.over
        } finally {
          stop()
          registry.heartbeat.delete(reader)
          closing.removeEventListener('abort', finish)
        }
      },
    }),
  )
}

function feedOf(reader: Reader): Feed {
  const send = (event: string, data: unknown) => {
    const text = messageOf(event, data)
    reader.take([text], 0, text)
  }
  return {
    send,
    async before(messages) {
      reader.hold()
      try {
        for await (const { event, data } of messages) {
          if (reader.isOver) return
          reader.replay(messageOf(event, data))
          if (reader.isFull) await reader.drained()
        }
        reader.release()
      } catch (error) {
        reader.leave('gone', error)
      }
    },
    end: () => reader.end(),
  }
}

function messageOf(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
