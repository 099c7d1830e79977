/**
 * Something that the model or the upstream did wrong and the source mended. Warnings stand beside the inputs and
 * never change them: whoever ignores them still gets every character.
 */
export interface SourceWarning {
  /** Which recovery: `harmony/…`, `chat/…`, `source/…`. One metric per code. */
  code: string
  /** One sentence: what was found, and what was done about it. */
  message: string
  /** Where it begins: how many characters (UTF-16 units, markers included) stand before it. */
  offset: number
  /** What was dropped, where the recovery drops anything: each such character stands here and in no segment. */
  text?: string
  /** The row of the table in `harmony.md` that the recovery belongs to. */
  malformation?: number
}
