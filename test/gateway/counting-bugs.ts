import { type Json } from '../oracle/letter.ts'
import { delta, ofResponse, omit, terminal, when } from './changes.ts'
import type { Planted } from './planted.ts'

/** What a gateway does with counts, pieces and packets. */
export const countingBugs: readonly Planted[] = [
  {
    title: 'loses the usage',
    events: when(terminal, (event) => ofResponse(event, { usage: null })),
    found: [
      ['text', 'stream/lifecycle-snapshot'],
      ['cut', 'conservation/usage'],
    ],
  },
  {
    title: 'makes up the usage',
    events: when(terminal, (event) =>
      ofResponse(event, { usage: { input_tokens: 7, output_tokens: 7, total_tokens: 14 } }),
    ),
    found: [['text', 'conservation/usage']],
  },
  {
    title: 'loses the details of the usage',
    events: when(terminal, (event) => {
      const { input_tokens, output_tokens, total_tokens } = ((event['response'] as Json)['usage'] ?? {}) as Json
      return ofResponse(event, { usage: { input_tokens, output_tokens, total_tokens } })
    }),
    found: [['usage', 'conservation/usage']],
  },
  {
    title: 'does not ask for the usage',
    asks: (request) => omit(request, 'stream_options'),
    found: [['text', 'conservation/usage']],
  },
  {
    title: 'trims the pieces',
    chunk: delta((said) => (typeof said['content'] === 'string' ? { ...said, content: said['content'].trim() } : said)),
    found: [
      ['white-space', 'conservation/text'],
      ['cut', 'conservation/text'],
    ],
  },
  {
    title: 'decodes each packet alone',
    async *body(body) {
      for await (const piece of body) yield new TextDecoder().decode(piece)
    },
    found: [['multibyte', 'conservation/text']],
  },
  {
    title: 'decodes each packet alone',
    protocol: 'harmony',
    async *body(body) {
      for await (const piece of body) yield new TextDecoder().decode(piece)
    },
    found: [['multibyte', 'conservation/text']],
  },
  {
    title: 'gives up on a slow model',
    async *body(body) {
      const read = body[Symbol.asyncIterator]()
      for (;;) {
        const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too slow')), 45))
        const next = await Promise.race([read.next(), late])
        late.catch(() => undefined)
        if (next.done === true) return
        yield next.value
      }
    },
    found: [
      ['slow', 'ending/status'],
      ['slow', 'conservation/text'],
    ],
  },
]
