import { frame } from '../src/wire/frame.ts'
import type { ResponseFinish, ResponseMachineInput, SegmentStart } from '../src/wire/input.ts'
import { noUsage } from '../src/wire/lifecycle.ts'
import { type ResponseInput, responseState } from '../src/wire/response.ts'

/**
 * What people write today: one loop with variables for what is open. It knows three kinds of item, trusts its inputs
 * and can't be resumed, checked or drawn; its bytes are the runner's (`test/bench/hand.test.ts`).
 */
export class HandWritten {
  readonly #write: (frame: string) => void
  readonly #response: ReturnType<typeof responseState>['response']
  readonly #seed: string
  #sequence = 0
  #made = 0
  #kind = ''
  #id = ''
  #callId = ''
  #name = ''
  #phase = ''
  #text = ''
  readonly #output: object[] = []

  constructor(input: ResponseInput, write: (frame: string) => void) {
    const { response, seed } = responseState(input)
    this.#write = write
    this.#response = response
    this.#seed = seed
    this.#sayResponse('created', {})
    this.#sayResponse('in_progress', {})
  }

  send(input: ResponseMachineInput): void {
    if (input.type === 'segment.delta') this.#delta(input.text)
    else if (input.type === 'segment.start') this.#begin(input)
    else if (input.type === 'segment.end') this.#end()
    else if (input.type === 'response.finish') this.#finish(input)
  }

  /** The loop's only hot place, spelled out. */
  #delta(text: string): void {
    this.#text += text
    const delta = JSON.stringify(text)
    const index = this.#output.length
    if (this.#kind === 'message') {
      const type = 'response.output_text.delta'
      this.#write(
        `event: ${type}\ndata: {"type":"${type}","item_id":"${this.#id}","output_index":${index},"content_index":0,"delta":${delta},"logprobs":[],"sequence_number":${this.#sequence++}}\n\n`,
      )
    } else if (this.#kind === 'reasoning') {
      const type = 'response.reasoning_text.delta'
      this.#write(
        `event: ${type}\ndata: {"type":"${type}","item_id":"${this.#id}","output_index":${index},"content_index":0,"delta":${delta},"sequence_number":${this.#sequence++}}\n\n`,
      )
    } else {
      const type = 'response.function_call_arguments.delta'
      this.#write(
        `event: ${type}\ndata: {"type":"${type}","item_id":"${this.#id}","output_index":${index},"delta":${delta},"sequence_number":${this.#sequence++}}\n\n`,
      )
    }
  }

  #begin({ channel, recipient }: SegmentStart): void {
    this.#text = ''
    if (recipient !== null) {
      this.#kind = 'function_call'
      this.#id = this.#makeId('fc')
      this.#callId = this.#makeId('call')
      this.#name = recipient.slice('functions.'.length)
    } else {
      this.#kind = channel === 'analysis' ? 'reasoning' : 'message'
      this.#id = this.#makeId(channel === 'analysis' ? 'rs' : 'msg')
      this.#phase = channel === 'commentary' ? 'commentary' : 'final_answer'
    }
    this.#say('output_item.added', { output_index: this.#output.length, item: this.#item('in_progress', []) })
    if (recipient === null) this.#say('content_part.added', { ...this.#place(), part: this.#part() })
  }

  #end(): void {
    const text = this.#text
    if (this.#kind === 'function_call') {
      this.#say('function_call_arguments.done', { ...this.#place(), arguments: text })
    } else {
      if (this.#kind === 'reasoning') this.#say('reasoning_text.done', { ...this.#place(), text })
      else this.#say('output_text.done', { ...this.#place(), text, logprobs: [] })
      this.#say('content_part.done', { ...this.#place(), part: this.#part() })
    }
    const item = this.#item('completed', [this.#part()])
    this.#say('output_item.done', { output_index: this.#output.length, item })
    this.#output.push(item)
  }

  #finish({ usage, at }: ResponseFinish): void {
    const done = { status: 'completed', completed_at: at ?? null, output: this.#output, usage: usage ?? noUsage }
    this.#sayResponse('completed', done)
  }

  #place() {
    const place = { item_id: this.#id, output_index: this.#output.length }
    return this.#kind === 'function_call' ? place : { ...place, content_index: 0 }
  }

  #part(): object {
    if (this.#kind === 'reasoning') return { type: 'reasoning_text', text: this.#text }
    return { type: 'output_text', annotations: [], logprobs: [], text: this.#text }
  }

  #item(status: string, content: object[]): object {
    const named = { id: this.#id, type: this.#kind, status }
    if (this.#kind === 'reasoning') return { ...named, summary: [], content }
    if (this.#kind === 'message') return { ...named, role: 'assistant', phase: this.#phase, content }
    return { ...named, call_id: this.#callId, name: this.#name, arguments: this.#text }
  }

  #say(name: string, fields: object): void {
    const event = { type: `response.${name}`, ...fields, sequence_number: this.#sequence++ }
    this.#write(frame(event))
  }

  #sayResponse(name: string, fields: object): void {
    const running = { status: 'in_progress', completed_at: null, error: null, incomplete_details: null }
    this.#say(name, { response: { ...this.#response, ...running, output: [], usage: null, ...fields } })
  }

  #makeId(prefix: string): string {
    this.#made += 1
    return `${prefix}_${this.#seed}${this.#made}`
  }
}
