import type { TokenLogprob } from '../../wire/input.ts'
import { isRecord } from '../json.ts'

/**
 * Reads a choice's `logprobs.content`. Takes any JSON value; gives undefined where no token can be read from it.
 * The wire carries token and logprob, and leaves the bytes out.
 */
export function readLogprobs(logprobs: unknown): TokenLogprob[] | undefined {
  if (!isRecord(logprobs) || !Array.isArray(logprobs.content)) return undefined
  const tokens = logprobs.content.flatMap((entry: unknown) => {
    const token = readToken(entry)
    if (!token || !isRecord(entry)) return []
    const top: unknown[] = Array.isArray(entry.top_logprobs) ? entry.top_logprobs : []
    return [{ ...token, top_logprobs: top.flatMap((other) => readToken(other) ?? []) }]
  })
  return tokens.length > 0 ? tokens : undefined
}

function readToken(entry: unknown): { token: string; logprob: number } | null {
  if (!isRecord(entry) || typeof entry.token !== 'string' || typeof entry.logprob !== 'number') return null
  return { token: entry.token, logprob: entry.logprob }
}
