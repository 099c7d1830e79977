import { describe, expect, test } from 'vitest'
import { allItemMachines } from '../../machines/all.ts'
import { type Automaton, compile, difference } from '../oracle/automaton.ts'
import { definitions, itemAutomaton, type ItemKind, items } from '../oracle/grammar.ts'
import { alphabet } from './alphabet.ts'
import { configurations, kinds } from './configurations.ts'
import { derive, type Derived } from './derived.ts'

const derived = (kind: ItemKind) => derive(allItemMachines[kind], configurations[kind], alphabet)

const letters = (said: Derived, row: Automaton) => [...new Set([...said.alphabet, ...row.alphabet])]

/** The shortest word that only one of the two says; null where they say the same. */
const differs = (said: Derived, row: Automaton) => difference(said, row, letters(said, row))

/** The shortest beginning of a word that only one of the two has: what a machine says before its end counts as well. */
function beginsOtherwise(said: Derived, row: Automaton): string[] | null {
  const begun = { ...said, accepts: (state: string) => !said.dead(state) }
  return difference(begun, { ...row, accepts: (state) => !row.dead(state) }, letters(said, row))
}

/** A beginning that the machine says and the row does not have; null where the machine stays within it. */
function leaves(said: Derived, row: Automaton): string[] | null {
  const seen = new Set([`${said.start}|${row.start}`])
  const todo: { at: string; state: number; word: string[] }[] = [{ at: said.start, state: row.start, word: [] }]
  for (const { at, state, word } of todo) {
    if (row.dead(state) || (said.accepts(at) && !row.accepts(state))) return word
    for (const letter of said.alphabet) {
      const next = { at: said.step(at, letter), state: row.step(state, letter), word: [...word, letter] }
      if (said.dead(next.at) || seen.has(`${next.at}|${next.state}`)) continue
      seen.add(`${next.at}|${next.state}`)
      todo.push(next)
    }
  }
  return null
}

/**
 * Rows that allow more than the machine says: a call that fails before its tool ran, without an event that tells so.
 * Nothing that a host can say to the machine means that.
 */
const narrower = new Map<ItemKind, { row: string; missing: string }>([
  [
    'mcp_call',
    {
      row: `A mcp_call.in_progress mcp_call_arguments.delta* mcp_call_arguments.done
            ( mcp_call.completed D<completed> | mcp_call.failed D<failed> | D<incomplete> )`,
      missing: 'A mcp_call.in_progress mcp_call_arguments.done D<failed>',
    },
  ],
  [
    'code_interpreter_call',
    {
      row: `A code_interpreter_call.in_progress code_interpreter_call_code.delta* code_interpreter_call_code.done
            ( D<incomplete> | code_interpreter_call.interpreting
              ( code_interpreter_call.completed D<completed> | SHORT ) )`,
      missing: 'A code_interpreter_call.in_progress code_interpreter_call_code.done D<failed>',
    },
  ],
])

test('there is a machine for every row', () => {
  expect(Object.keys(allItemMachines).toSorted()).toEqual(Object.keys(items).toSorted())
})

describe('a machine says what its row in protocol.md says', () => {
  test.for(kinds)('%s: nothing else', (kind) => {
    expect(leaves(derived(kind), itemAutomaton(kind))).toBe(null)
  })

  test.for(kinds.filter((kind) => !narrower.has(kind)))('%s: all of it', (kind) => {
    expect(differs(derived(kind), itemAutomaton(kind))).toBe(null)
    expect(beginsOtherwise(derived(kind), itemAutomaton(kind))).toBe(null)
  })

  test.for([...narrower])('%s: all but a silent failure', ([kind, { row, missing }]) => {
    expect(differs(derived(kind), itemAutomaton(kind))).toEqual(missing.split(' '))
    expect(differs(derived(kind), compile(row, definitions))).toBe(null)
    expect(beginsOtherwise(derived(kind), compile(row, definitions))).toBe(null)
  })
})

const nothing = () => undefined

describe('a machine that says something else is found out', () => {
  const [machine, made] = [allItemMachines.file_search_call, configurations.file_search_call]
  const row = itemAutomaton('file_search_call')

  test('it leaves an event out', () => {
    const silent = machine.provide({ actions: { 'response.file_search_call.searching': nothing } })
    const word = ['A', 'file_search_call.in_progress', 'file_search_call.completed']
    expect(leaves(derive(silent, made, alphabet), row)).toEqual(word)
  })

  test('it has no end', () => {
    const endless = machine.provide({ actions: { 'response.output_item.done': nothing } })
    expect(leaves(derive(endless, made, alphabet), row)?.at(-1)).toBe('file_search_call.completed')
  })

  test('it cannot fail', () => {
    const inputs = alphabet.filter(({ type }) => type !== 'tool.error')
    const word = differs(derive(machine, made, inputs), row)
    expect(leaves(derive(machine, made, inputs), row)).toBe(null)
    expect(word?.at(-1)).toBe('D<failed>')
  })
})
