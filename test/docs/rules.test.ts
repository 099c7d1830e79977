import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkStream, type CheckResult, rules, tolerances } from '../../src/check/index.ts'
import { createStreamReader } from '../../src/check/read-stream.ts'

const docs = resolve(import.meta.dirname, '../../docs')
const pageOf = (rule: string) => `${rule.replace('/', '-')}.md`
const page = (rule: string) => readFileSync(resolve(docs, 'rules', pageOf(rule)), 'utf8')

/** The fenced blocks under a heading of the third level. */
function blocks(text: string, heading: string): { language: string; content: string }[] {
  const [, section = ''] = text.split(`\n### ${heading}\n`)
  const [own = ''] = section.split(/\n##+ /)
  return [...own.matchAll(/```(\w+)\n([\s\S]*?)\n```/g)].map(([, language = '', content = '']) => ({
    language,
    content,
  }))
}

function check(text: string): CheckResult {
  const reader = createStreamReader()
  const events = [...reader.write(text), ...reader.end()]
  expect(events.filter(({ fault }) => fault !== undefined)).toEqual([])
  return checkStream(
    events.map(({ value }) => value),
    { names: events.map(({ name }) => name) },
  )
}

describe.each(rules)('docs/rules: %s', (rule) => {
  it('has a page with all that one wants to know', () => {
    const headings = page(rule).match(/^##? .*$/gm)
    const sections = ['What', 'Why', 'Which clients break', 'Example', 'How to mend']
    expect(headings).toEqual([`# ${rule}`, ...sections.map((section) => `## ${section}`)])
    for (const section of page(rule)
      .split(/^##+ .*$/m)
      .slice(1))
      expect(section.trim()).not.toBe('')
  })

  it('shows a stream that breaks this rule and no other, and what is said of it', () => {
    const [stream, said] = blocks(page(rule), 'Broken')
    expect([stream?.language, said?.language]).toEqual([expect.stringMatching(/^(jsonl|sse)$/), 'text'])
    const { violations } = check(stream?.content ?? '')
    expect([...new Set(violations.map((violation) => violation.rule))]).toEqual([rule])
    expect(said?.content).toBe(`${rule}: ${violations[0]?.message}`)
  })

  it('shows the same one right', () => {
    const [stream, more] = blocks(page(rule), 'Right')
    expect(more).toBeUndefined()
    expect(check(stream?.content ?? '')).toMatchObject({ ok: true, violations: [] })
  })

  it('is in the index', () => {
    expect(readFileSync(resolve(docs, 'rules/README.md'), 'utf8')).toContain(`[${rule}](${pageOf(rule)})`)
  })
})

describe('docs', () => {
  it('have no page of a rule that is none', () => {
    expect(readdirSync(resolve(docs, 'rules')).toSorted()).toEqual(['README.md', ...rules.map(pageOf)].toSorted())
  })

  it('tell every tolerance, and no other', () => {
    const told = readFileSync(resolve(docs, 'tolerances.md'), 'utf8').matchAll(/^\| `([\w-]+)` \|/gm)
    expect([...told].map(([, name]) => name).toSorted()).toEqual(Object.keys(tolerances).toSorted())
  })

  it.each(['rules/README.md', 'tolerances.md', 'checking.md', ...rules.map((rule) => `rules/${pageOf(rule)}`)])(
    '%s links to what is there',
    (file) => {
      const path = resolve(docs, file)
      const links = [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link)
      expect(links.filter((link) => !existsSync(resolve(path, '..', link)))).toEqual([])
    },
  )
})
