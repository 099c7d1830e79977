import { each, isType, ofResponse, when } from './changes.ts'
import type { Planted } from './planted.ts'

/** How a gateway ends what its model ended otherwise. */
export const endingBugs: readonly Planted[] = [
  {
    title: 'completes what was cut',
    events: when(isType('incomplete'), (event) => ({
      ...ofResponse(event, { status: 'completed', incomplete_details: null }),
      type: 'response.completed',
    })),
    found: [
      ['cut', 'ending/status'],
      ['cut-call', 'ending/status'],
      ['content-filter', 'ending/status'],
    ],
  },
  {
    title: 'knows no filter',
    events: when(isType('incomplete'), (event) =>
      ofResponse(event, { incomplete_details: { reason: 'max_output_tokens' } }),
    ),
    found: [['content-filter', 'ending/reason']],
  },
  {
    title: 'ends without a word when the model breaks',
    events: each((event) => (isType('error', 'failed')(event) ? null : event)),
    found: [
      ['upstream-error', 'stream/terminal'],
      ['upstream-hangs-up', 'stream/terminal'],
      ['upstream-closes', 'stream/terminal'],
    ],
  },
  {
    title: 'completes when the model breaks',
    events: each((event) => {
      if (isType('error')(event)) return null
      return isType('failed')(event)
        ? { ...ofResponse(event, { status: 'completed', error: null }), type: 'response.completed' }
        : event
    }),
    found: [
      ['upstream-error', 'ending/status'],
      ['upstream-hangs-up', 'ending/status'],
      ['upstream-closes', 'ending/status'],
    ],
  },
  {
    title: 'hangs when the model hangs up',
    hangs: true,
    async *events(events) {
      for await (const event of events) {
        if (isType('error')(event)) await new Promise(() => undefined)
        yield event
      }
    },
    found: [
      ['upstream-hangs-up', 'ending/open'],
      ['upstream-hangs-up', 'stream/terminal'],
    ],
  },
  {
    title: 'answers a refusal of the model with nothing',
    refuses: (reply) => reply.writeHead(500).end(),
    found: [['upstream-refuses', 'ending/http']],
  },
  {
    title: 'answers a refusal of the model with a web page',
    refuses: (reply) => reply.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    found: [['upstream-refuses', 'ending/http']],
  },
  {
    title: 'redirects',
    refuses: (reply) => reply.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
    found: [['upstream-refuses', 'ending/http']],
  },
]
