import { describe, expect, test } from 'vitest'
import { accepts, compile, difference, type Acceptor } from './automaton.ts'
import { definitions, itemAutomaton, items, stream, type ItemKind } from './grammar.ts'

const differs = (a: string, b: string) => {
  const [left, right] = [compile(a), compile(b)]
  return difference(left, right, [...new Set([...left.alphabet, ...right.alphabet])])
}
const words = (source: string, ...list: string[]) =>
  list.map((word) => accepts(compile(source, definitions), word.split(' ').filter(Boolean)))
const endings = (row: string) => ['completed', 'incomplete', 'failed'].map((status) => `${row} D<${status}>`)

describe('expressions become automata', () => {
  test.each([
    ['a*', 'a* a*'],
    ['( a | b )*', '( a* b* )*'],
    ['a ( b a )*', '( a b )* a'],
    ['a? a?', 'a a | a |'],
    ['( a? )*', 'a*'],
    ['( a | b )* a', '( b* a )* b* a'],
    ['x.y<z> ( a | b ) c', 'x.y<z> a c | x.y<z> b c'],
  ])('%s is %s', (a, b) => expect(differs(a, b)).toBe(null))

  test.each([
    ['a', 'a?', []],
    ['a*', 'a* b', []],
    ['a b?', 'a b', ['a']],
    ['a ( b | c )', 'a b', ['a', 'c']],
    ['( a b )*', '( a b )* | a a a', ['a', 'a', 'a']],
    ['a<x>', 'a<y>', ['a<x>']],
  ])('the shortest word that tells %s from %s', (a, b, word) => {
    expect(differs(a, b)).toHaveLength(word.length)
    expect(differs(b, a)).toHaveLength(word.length)
    expect(differs(a, b)).toEqual(word)
  })

  test('what the notation cannot say is refused', () => {
    for (const wrong of ['( a', 'a )', '* a', 'a & b', '']) {
      const compiling = () => compile(wrong)
      if (wrong === '') expect(compiling().accepts(compiling().start)).toBe(true)
      else expect(compiling, wrong).toThrow(SyntaxError)
    }
  })

  test('a foreign machine with states of its own is compared the same way', () => {
    const even: Acceptor<string> = {
      start: 'even',
      step: (state, letter) => (letter !== 'a' ? 'never' : ({ even: 'odd', odd: 'even' }[state] ?? 'never')),
      accepts: (state) => state === 'even',
    }
    expect(difference(compile('( a a )*'), even, ['a', 'b'])).toBe(null)
    expect(difference(compile('a*'), even, ['a', 'b'])).toEqual(['a'])
  })

  test('every state is listed, answers every letter, and is dead when nothing leads to acceptance', () => {
    const automaton = compile('a b')
    expect(automaton.states).toHaveLength(4)
    expect(automaton.states.filter((state) => automaton.dead(state))).toHaveLength(1)
    const reached = automaton.states.flatMap((state) => ['a', 'b', 'z'].map((letter) => automaton.step(state, letter)))
    expect(reached.every((state) => automaton.states.includes(state))).toBe(true)
    expect(automaton.dead(automaton.step(automaton.start, 'z'))).toBe(true)
  })
})

describe('the rows of protocol.md', () => {
  test('the stream', () => {
    const right = [
      'created in_progress completed',
      'created queued in_progress item item incomplete',
      'created in_progress error failed',
    ]
    expect(words(stream, ...right)).toEqual([true, true, true])
    const wrong = [
      'in_progress completed',
      'created completed',
      'created in_progress error',
      'created in_progress error completed',
    ]
    expect(words(stream, ...wrong)).toEqual([false, false, false, false])
  })

  test('a short ending is legal only when D says so', () => {
    const mcp = 'A mcp_call.in_progress mcp_call_arguments.done'
    const code = 'A code_interpreter_call.in_progress code_interpreter_call_code.done'
    const search = 'A web_search_call.in_progress'
    const whole: [ItemKind, string][] = [
      ['mcp_call', `${mcp} mcp_call.completed`],
      ['code_interpreter_call', `${code} code_interpreter_call.interpreting code_interpreter_call.completed`],
      ['web_search_call', `${search} web_search_call.searching web_search_call.completed`],
    ]
    const short: [ItemKind, string][] = [
      ['mcp_call', mcp],
      ['code_interpreter_call', code],
      ['code_interpreter_call', `${code} code_interpreter_call.interpreting`],
      ['web_search_call', search],
      ['web_search_call', `${search} web_search_call.searching`],
    ]
    for (const [kind, row] of whole) expect(words(items[kind], ...endings(row)), row).toEqual([true, false, false])
    for (const [kind, row] of short) expect(words(items[kind], ...endings(row)), row).toEqual([false, true, true])
    expect(words(items.mcp_call, ...endings(`${mcp} mcp_call.failed`))).toEqual([false, false, true])
    expect(words(items.message, ...endings('A'))).toEqual([true, true, false])
    expect(words(items.other, ...endings('A'))).toEqual([true, true, true])
  })

  test('every row is finite and small, and has one dead state', () => {
    const sizes = (Object.keys(items) as ItemKind[]).map((kind) => itemAutomaton(kind).states.length)
    expect(Math.max(...sizes)).toBeLessThan(16)
    for (const kind of Object.keys(items) as ItemKind[]) {
      const automaton = itemAutomaton(kind)
      expect(
        automaton.states.filter((state) => automaton.dead(state)),
        kind,
      ).toHaveLength(1)
    }
  })

  test('observed allows more than strict, and nothing less', () => {
    const alphabet = itemAutomaton('mcp_call').alphabet
    const word = difference(itemAutomaton('mcp_call'), itemAutomaton('mcp_call', 'observed'), alphabet)
    expect(word?.slice(0, 3)).toEqual(['A', 'mcp_call.in_progress', 'mcp_call.in_progress'])
  })
})
