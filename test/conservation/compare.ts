/** How often each character stands in some texts. */
function counts(texts: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  for (const text of texts) for (const character of text) found.set(character, (found.get(character) ?? 0) + 1)
  return found
}

/** The characters that were said more often than they are kept. */
export function lost(said: string, kept: readonly string[]): string[] {
  const have = counts(kept)
  return [...counts([said])].filter(([character, n]) => (have.get(character) ?? 0) < n).map(([character]) => character)
}

/** The characters that are kept more often than they were said. */
export function invented(said: string, kept: readonly string[]): string[] {
  const had = counts([said])
  return [...counts(kept)].filter(([character, n]) => (had.get(character) ?? 0) < n).map(([character]) => character)
}

/** Of characters that were said once each: those that do not stand in exactly one place, exactly once. */
export function notOnce(said: string, kept: readonly string[]): string[] {
  const have = counts(kept)
  return [...said].filter((character) => have.get(character) !== 1)
}

/** Whether the characters that both texts have stand in the same order in both. Each stands in `said` once. */
export function inOrder(said: string, kept: string): boolean {
  let from = -1
  for (const character of kept) {
    const at = said.indexOf(character)
    if (at < 0) continue
    if (at < from) return false
    from = at
  }
  return true
}
