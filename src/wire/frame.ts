/** One server-sent event, whole: clients split on the blank line, and some read no other line end than LF. */
export function frame(event: { type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/** The frame that Open Responses demands after the terminal event; OpenAI never sends it. */
export const doneFrame = 'data: [DONE]\n\n'

/** A comment frame: what keeps a quiet connection alive. Never an event type of our own, the official client throws on one. */
export function commentFrame(text: string): string {
  return `: ${text.replaceAll(/[\r\n]+/g, ' ')}\n\n`
}
