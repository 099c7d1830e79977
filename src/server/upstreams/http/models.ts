import { isRecord } from '../../../sources/json.ts'
import { UpstreamError } from '../error.ts'
import { readBodyText } from './body-text.ts'
import { Deadline } from './deadline.ts'
import { type HttpSettings, v1 } from './options.ts'
import { refusalOf } from './refusal.ts'

/**
 * The models of an upstream, from `/v1/models`, which all the backends have.
 *
 * @throws UpstreamError; the signal's reason once that is aborted
 */
export async function listModels(settings: HttpSettings, signal: AbortSignal): Promise<string[]> {
  const { transport, headers, timeouts, url } = settings
  const deadline = new Deadline(signal, timeouts.connect)
  try {
    const request = { method: 'GET', url: v1(url, '/models'), headers, signal: deadline.signal } as const
    const reply = await transport.send({ ...request, connectTimeout: timeouts.connect })
    const text = await readBodyText(reply.body, deadline.signal, settings.chunkLimit)
    if (reply.status !== 200) throw refusalOf(reply.status, text, null)
    const list: unknown = JSON.parse(text)
    const data: readonly unknown[] = isRecord(list) && Array.isArray(list.data) ? list.data : []
    return data.flatMap((model) => (isRecord(model) && typeof model.id === 'string' ? [model.id] : []))
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof UpstreamError) throw cause
    if (deadline.signal.reason instanceof UpstreamError) throw deadline.signal.reason
    const message = `The upstream's models can't be had: ${cause instanceof Error ? cause.message : String(cause)}.`
    throw new UpstreamError('upstream_unreachable', 502, message, { cause })
  } finally {
    deadline.clear()
  }
}
