import { type ConfigOption, optionList } from './option-list.ts'

/** The options as a Markdown table: what stands in docs/operations.md. */
export function configTable(): string {
  const head = ['| flag | environment | file | default | what |', '|---|---|---|---|---|']
  return [...head, ...optionList.map(row)].join('\n')
}

function row({ flag, variable, name, otherwise, text }: ConfigOption): string {
  const cells = [flag === null ? '—' : `\`${flag}\``, `\`${variable}\``, `\`${name}\``, shown(otherwise), text]
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
}

function shown(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '—'
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}
