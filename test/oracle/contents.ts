import type { ItemKind, Profile } from './grammar.ts'
import { isObject, type Json, type WireEvent } from './letter.ts'
import { checkSum, delta, PartList } from './parts.ts'
import { same } from './same.ts'
import type { Report } from './violation.ts'

/** The kinds whose one value streams, and where it stands: in the finished item, and in the done event. */
const single: Partial<Record<ItemKind, { field: string; stem: string }>> = {
  function_call: { field: 'arguments', stem: 'function_call_arguments' },
  mcp_call: { field: 'arguments', stem: 'mcp_call_arguments' },
  code_interpreter_call: { field: 'code', stem: 'code_interpreter_call_code' },
  custom_tool_call: { field: 'input', stem: 'custom_tool_call_input' },
  apply_patch_call: { field: 'diff', stem: 'apply_patch_call_operation_diff' },
}

/** What one item says between A and D, against what it holds at both ends: the rules `part/*` and `value/*`. */
export class Contents {
  private readonly kind: ItemKind
  private readonly profile: Profile
  private readonly content = new PartList('content_index')
  private readonly summary = new PartList('summary_index')
  private readonly commands: string[] = []
  private readonly outputs: { stdout: string; stderr: string; closed?: unknown[] }[] = []
  private added: Json = {}
  private value = { sum: '', deltas: 0, streamed: false, done: undefined as unknown }
  private toolFailed = false

  constructor(kind: ItemKind, profile: Profile) {
    this.kind = kind
    this.profile = profile
  }

  open(item: Json, report: Report): void {
    this.added = item
    const full = (name: string) => report('part/empty-at-added', `${name} is not empty at output_item.added`)
    const list = { message: 'content', reasoning: 'content', shell_call_output: 'output' }[this.kind as string]
    if (list && !same(item[list] ?? [], [])) full(list)
    if (this.kind === 'reasoning' && !same(item['summary'] ?? [], [])) full('summary')
    if (this.kind === 'shell_call' && !same(inside(item, 'action')['commands'] ?? [], [])) full('commands')
    const one = single[this.kind]
    if (one && one.field !== 'diff' && (item[one.field] ?? '') !== '') full(one.field)
  }

  see(event: WireEvent, letter: string, report: Report): void {
    const part = /^(?:content_(part\.\w+)|(?:output_text|refusal|reasoning_text)\.(.*))/.exec(letter.replace(/<.*/, ''))
    if (part) this.content.see(event, part[1] ?? part[2]!, report)
    const summary = /^reasoning_summary_(?:(part\.\w+)|text\.(.*))/.exec(letter)
    if (summary) this.summary.see(event, summary[1] ?? summary[2]!, report)
    if (letter.startsWith('shell_call_command.'))
      this.command(event, letter.slice('shell_call_command.'.length), report)
    if (letter.startsWith('shell_call_output_content.')) this.output(event, letter.endsWith('.done'), report)
    if (letter === 'mcp_call.failed') this.toolFailed = true
    const one = single[this.kind]
    if (one && letter.startsWith(`${one.stem}.`)) this.single(event, one.field, letter.endsWith('.done'), report)
  }

  close(item: Json, report: Report): void {
    if (this.kind === 'message' || this.kind === 'reasoning')
      this.content.compare(item['content'], 'content', this.profile, report)
    if (this.kind === 'reasoning') this.summary.compare(item['summary'], 'summary', this.profile, report)
    if (this.kind === 'shell_call' && !same(inside(item, 'action')['commands'], this.commands)) {
      report('value/item-sum', 'the commands of the finished item differ from those streamed')
    }
    if (this.kind === 'shell_call_output') {
      const closed = this.outputs.flatMap((output) => output.closed ?? [])
      if (!same(item['output'], closed)) report('value/item-sum', 'the output of the finished item differs')
    }
    const one = single[this.kind]
    if (one && (one.field !== 'diff' || this.value.streamed)) {
      const held = one.field === 'diff' ? inside(item, 'operation')['diff'] : item[one.field]
      if ((held ?? '') !== (this.value.done ?? this.value.sum)) {
        report('value/item-sum', `${one.field} of the finished item is not what was streamed`)
      }
    }
    if (this.toolFailed && (item['error'] == null || item['output'] != null)) {
      report('value/item-sum', 'after mcp_call.failed the item has an error and no output')
    }
  }

  private single(event: WireEvent, field: string, done: boolean, report: Report): void {
    if (!this.value.streamed && field === 'diff' && (inside(this.added, 'operation')['diff'] ?? '') !== '') {
      report('part/empty-at-added', 'diff is not empty at output_item.added')
    }
    this.value.streamed = true
    if (done) {
      this.value.done = event[field]
      // LM Studio sends the arguments whole; seen of arguments only.
      if (this.profile === 'observed' && this.value.deltas === 0 && field === 'arguments') return
      checkSum(this.value.sum, event[field], report)
    } else {
      this.value.sum += delta(event, report)
      this.value.deltas += 1
    }
  }

  private command(event: WireEvent, action: string, report: Report): void {
    if (action === 'added') {
      this.commands.push('')
      if ((event['command'] ?? '') !== '') report('part/empty-at-added', 'the command added is not empty')
    }
    const last = this.commands.length - 1
    if (last < 0) return
    if (event['command_index'] !== last) report('part/index', `command_index is not ${last}`)
    if (action === 'delta') this.commands[last] += delta(event, report)
    if (action === 'done') checkSum(this.commands[last]!, event['command'], report)
  }

  private output(event: WireEvent, done: boolean, report: Report): void {
    const open = this.outputs.at(-1)
    const output = open && !open.closed ? open : { stdout: '', stderr: '' }
    if (output !== open) this.outputs.push(output)
    if (event['command_index'] !== this.outputs.length - 1) {
      report('part/index', `command_index is not ${this.outputs.length - 1}`)
    }
    if (!done) {
      const { stdout, stderr } = inside(event, 'delta')
      if (!stdout && !stderr) report('value/delta-sum', 'a delta without output')
      output.stdout += String(stdout ?? '')
      output.stderr += String(stderr ?? '')
      return
    }
    const closed: unknown[] = Array.isArray(event['output']) ? event['output'] : []
    this.outputs[this.outputs.length - 1] = { ...output, closed }
    const said = (name: string) => closed.map((each) => (isObject(each) ? String(each[name] ?? '') : '')).join('')
    checkSum(output.stdout, said('stdout'), report)
    checkSum(output.stderr, said('stderr'), report)
  }
}

function inside(object: Json, name: string): Json {
  const value = object[name]
  return isObject(value) ? value : {}
}
