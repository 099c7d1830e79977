import type { ReplyBody } from './transport.ts'

/**
 * Reads the beginning of a body as text; what comes after so many characters is left there. More than the default of an
 * error's body is not of interest.
 *
 * @throws what it breaks with; the signal's reason once that is aborted
 */
export function readBodyText(body: ReplyBody, signal: AbortSignal, limit = 64 * 1024): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  return new Promise<string>((resolve, reject) => {
    signal.addEventListener('abort', () => body.cancel(signal.reason), { once: true })
    if (signal.aborted) body.cancel(signal.reason)
    const end = () => resolve((text + decoder.decode()).slice(0, limit))
    body.read({
      take(bytes) {
        text += decoder.decode(bytes, { stream: true })
        if (text.length <= limit) return null
        end()
        return 'enough'
      },
      end,
      fail: reject,
    })
  })
}
