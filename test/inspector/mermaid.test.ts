import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { allItemMachines } from '../../machines/all.ts'
import { responseMachine } from '../../machines/response.ts'
import { mermaidOf } from '../../src/inspector/mermaid.ts'

const page = new URL('../../docs/machines.md', import.meta.url)
const machines = { response: responseMachine, ...allItemMachines }

describe('a drawn machine', () => {
  const machine = setup({
    actions: { 'response.created': () => undefined },
    guards: { isReady: () => true },
  }).createMachine({
    id: 'drawn',
    initial: 'first',
    on: { '*': {} },
    states: {
      first: {
        entry: 'response.created',
        on: { go: { guard: { type: 'isReady' }, target: 'inner.second', actions: ['response.created'] }, stay: {} },
      },
      inner: { initial: 'second', states: { second: { always: '#drawn.last' } } },
      last: { type: 'final' },
    },
  })

  it('shows states, inputs, guards and what is said, and leaves out what every state answers alike', () => {
    expect(mermaidOf(machine).split('\n')).toEqual([
      'stateDiagram-v2',
      '  [*] --> first',
      '  state "first / created" as first',
      '  state "inner" as inner',
      '  state inner {',
      '    [*] --> inner_second',
      '    state "second" as inner_second',
      '  }',
      '  state "last" as last',
      '  last --> [*]',
      '  first --> inner_second: go [isReady] / created',
      '  first --> first: stay',
      '  inner_second --> last: always',
    ])
  })
})

it('docs/machines.md shows every machine as it is now (UPDATE_DOCS=1 draws them anew)', () => {
  const sections = Object.entries(machines).map(([name, machine]) => {
    return `## ${name}\n\n\`\`\`mermaid\n${mermaidOf(machine)}\n\`\`\`\n`
  })
  const text = [introduction, ...sections].join('\n')
  if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(page, text)
  expect(readFileSync(page, 'utf8')).toBe(text)
})

const introduction = `# The machines

Drawn from their definitions by \`counterpoint draw NAME\`. A transition reads: input [guard] / the wire events that it
says, in wire order, with \`response.\` left out. An input that a state does not show changes nothing there and is
reported as a warning.
`
