import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type Conversation, conversationOf } from '../../../src/server/conversation.ts'

/** One prompt of a fixture document: what is asked, and what the model reads. */
export interface PromptCase {
  title: string
  conversation: Conversation
  prompt: string
  /** The codes of the warnings, in order. */
  warnings: string[]
}

const folder = new URL('./', import.meta.url)

/** The fixture documents, by name. */
export function documents(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .toSorted()
}

/** The cases of a document, in order. */
export function casesOf(document: string): PromptCase[] {
  const sections = readFileSync(new URL(document, folder), 'utf8').split(/^### /m).slice(1)
  return sections.map((section) => {
    const blocks = new Map(
      Array.from(section.matchAll(/^````(.+)\n([^]*?)^````$/gm), ([, info = '', body = '']) => [info, body]),
    )
    const given: Partial<Conversation> = JSON.parse(blocks.get('json conversation') ?? '{}')
    return {
      title: section.slice(0, section.indexOf('\n')).trim(),
      conversation: conversationOf({ items: [], ...given }),
      prompt: (blocks.get('prompt') ?? '').replace(/\n$/, ''),
      warnings: (blocks.get('warnings') ?? '').split('\n').filter((line) => line !== ''),
    }
  })
}

/** Puts other prompts into a document: `UPDATE_FIXTURES=1`. Read every one of them afterwards. */
export function rewrite(document: string, prompts: readonly string[]): void {
  const url = new URL(document, folder)
  let next = 0
  const text = readFileSync(url, 'utf8').replaceAll(/^````prompt\n[^]*?^````$/gm, () => {
    const prompt = prompts[next++] ?? ''
    return `\`\`\`\`prompt\n${prompt}\n\`\`\`\``
  })
  writeFileSync(url, text)
}
