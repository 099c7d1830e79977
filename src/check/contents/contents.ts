import type { StreamEvent } from '../event.ts'
import type { Json } from '../json.ts'
import type { Kind } from '../kinds.ts'
import type { About, Reporter } from '../reporter.ts'
import { PartsContents } from './parts-contents.ts'
import { ShellCallContents } from './shell-call-contents.ts'
import { ShellOutputContents } from './shell-output-contents.ts'
import { ValueContents } from './value-contents.ts'

/** What one item says between A and D, against what it holds at both ends: the rules `part/*` and `value/*`. */
export interface Contents {
  /** The item as it was added. */
  open(item: Json, report: Reporter): void
  /** One event in between; `misplaced` where the order had no place for it. */
  see(event: StreamEvent, misplaced: boolean, report: Reporter): void
  /** The item at D. */
  close(item: Json, report: Reporter): void
  /** Something else was wrong: what is open may not have been heard as it was said. */
  loosen(): void
  /** Whether what was told of the open part, or the last, may be why an event is out of place. */
  explains(event: StreamEvent): boolean
}

/** What an item of this kind says; null where it streams nothing. */
export function contentsOf(kind: Kind, about: About): Contents | null {
  switch (kind) {
    case 'message':
    case 'reasoning':
      return new PartsContents(kind, about)
    case 'function_call':
    case 'mcp_call':
    case 'code_interpreter_call':
    case 'custom_tool_call':
    case 'apply_patch_call':
      return new ValueContents(kind, about)
    case 'shell_call':
      return new ShellCallContents(about)
    case 'shell_call_output':
      return new ShellOutputContents(about)
    default:
      return null
  }
}
