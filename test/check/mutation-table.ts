/** What became of one kind of damage. */
export interface Row {
  group: string
  name: string
  mutants: number
  /** The mutants that are wrong: a damage may leave a stream correct. */
  wrong: number
  found: number
  one: number
  rules: Set<string>
}

const header = (streams: number, rows: readonly Row[]) => `# How the check was tried

Every kind of damage below was done to ${streams} correct streams, hand-written ones of every kind of item and ones that our own
machines made, at up to six places in each. An independent oracle (\`test/oracle/\`, regular expressions written from the
protocol by hand) says which of the results are wrong. *Found* is how many of those the check rejects; *one line* is for how
many it says so exactly once. The first finding is the oracle's first, by rule and event. Undamaged, all streams are clean.

${rows.length} kinds, ${sum(rows, 'mutants')} mutants, ${sum(rows, 'wrong')} of them wrong, ${sum(rows, 'found')} found, ${sum(rows, 'one')} in one line.
Profile \`strict\`; \`observed\` is tried on the same. Made by \`UPDATE_DOCS=1 npx vitest run test/check/mutations.test.ts\`.
`

function sum(rows: readonly Row[], field: 'mutants' | 'wrong' | 'found' | 'one'): number {
  return rows.reduce((total, row) => total + row[field], 0)
}

/** The table as docs/check-mutations.md has it. */
export function mutationTable(rows: readonly Row[], streams: number): string {
  const groups = [...new Set(rows.map(({ group }) => group))]
  const tables = groups.map((group) => {
    const lines = rows
      .filter((row) => row.group === group)
      .map(
        ({ name, mutants, wrong, found, one, rules }) =>
          `| ${name} | ${mutants} | ${wrong} | ${found} | ${one} | ${[...rules].toSorted().join(', ')} |`,
      )
    return [
      `## ${group}`,
      '',
      '| damage | mutants | wrong | found | one line | first rule |',
      '|---|---|---|---|---|---|',
      ...lines,
    ].join('\n')
  })
  return `${[header(streams, rows), ...tables].join('\n')}\n`
    .replaceAll(/\n## /g, '\n\n## ')
    .replaceAll(/\n{3,}/g, '\n\n')
}
