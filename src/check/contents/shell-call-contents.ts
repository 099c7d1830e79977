import type { StreamEvent } from '../event.ts'
import { type Json, objectIn } from '../json.ts'
import type { About, Reporter } from '../reporter.ts'
import { StreamedText } from '../rules/delta-sum.ts'
import { checkEmpty } from '../rules/empty-at-added.ts'
import { checkItemSum } from '../rules/item-sum.ts'
import { PartIndexRule } from '../rules/part-index.ts'
import type { Contents } from './contents.ts'

const stem = 'response.shell_call_command.'

/** One command. */
class Command {
  readonly text = new StreamedText()
  readonly seen = new Set<string>()
  suspect = false

  /** Whether such an event is still missing though something was wrong. */
  lacks(step: string): boolean {
    return (this.suspect || this.text.told) && (step === 'delta' || !this.seen.has(step))
  }
}

/** A shell call: its commands are its parts. */
export class ShellCallContents implements Contents {
  readonly #about: About
  readonly #index = new PartIndexRule('command_index')
  readonly #commands: Command[] = []
  /** Commands that an event spoke of before they began. */
  readonly #lacking = new Set<unknown>()

  constructor(about: About) {
    this.#about = about
  }

  open(item: Json, report: Reporter): void {
    checkEmpty('item.action.commands', objectIn(item, 'action')['commands'], report, this.#about)
  }

  see(event: StreamEvent, misplaced: boolean, report: Reporter): void {
    if (!event.type.startsWith(stem)) return
    const step = event.type.slice(stem.length)
    const previous = this.#commands.at(-1)
    const command = this.#commandOf(event, step, misplaced)
    const { text } = command
    const before = report.told
    if (misplaced) {
      loosen(command)
      this.#lacking.add(event['command_index'])
      if (previous !== undefined && !previous.seen.has('done')) loosen(previous)
    }
    command.seen.add(step)
    if (step === 'added') {
      checkEmpty('command', event['command'], report, this.#about)
      text.begunWith(event['command'])
    }
    if (!misplaced && command === this.#commands.at(-1)) {
      const right = this.#index.check(event['command_index'], this.#commands.length - 1, report, this.#about)
      // Perhaps it speaks of another command.
      if (!right) {
        loosen(command)
        this.#lacking.add(event['command_index'])
      }
    }
    if (step === 'delta') text.addDelta(event['delta'], report, this.#about)
    if (step === 'done') text.checkSum('command', event['command'], report, this.#about)
    if (report.told > before) text.tell()
  }

  close(item: Json, report: Reporter): void {
    const { commands } = objectIn(item, 'action')
    const all = this.#commands
    const list: readonly unknown[] = Array.isArray(commands) ? commands : []
    const equal =
      Array.isArray(commands) && list.length === all.length && all.every(({ text }, at) => text.is(list[at]))
    const streamed = all.map(({ text }) => text.sum)
    checkItemSum('item.action.commands', commands, streamed, report, this.#about, () => equal)
  }

  loosen(): void {
    const last = this.#commands.at(-1)
    if (last !== undefined && !last.seen.has('done')) loosen(last)
  }

  explains(event: StreamEvent): boolean {
    const index = event['command_index']
    const command = (typeof index === 'number' ? this.#commands[index] : undefined) ?? this.#commands.at(-1)
    return command?.text.told ?? false
  }

  /** The command that an event speaks of; a new one where it is added, or where its own beginning was not heard. */
  #commandOf(event: StreamEvent, step: string, misplaced: boolean): Command {
    const last = this.#commands.at(-1)
    const index = event['command_index']
    const own = typeof index === 'number' ? this.#commands[index] : undefined
    if (own !== undefined && (own.lacks(step) || misplaced)) return own
    const next = (misplaced || last?.seen.has('done') === true) && index === this.#commands.length
    if (step !== 'added' && last !== undefined && !next) return last
    const command = new Command()
    if (step !== 'added' || this.#lacking.has(this.#commands.length)) loosen(command)
    this.#commands.push(command)
    return command
  }
}

function loosen(command: Command): void {
  command.suspect = true
  command.text.loosen()
}
