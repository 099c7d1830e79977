/** The least a reader of patterns has to know: what is read, how far, and how often open-ended repeats are made. */
interface Reading {
  pattern: string
  at: number
  /** Added to the least number of a repeat that has no most. */
  extra: number
  /** Characters that may still be made. */
  left: number
}

const longest = 1000

/**
 * A string that a regular expression matches, made by reading the expression: best effort, for what schemas use
 * (literals, classes, groups, alternatives, repeats, anchors). The expression is never run: it is a stranger's, and may
 * take for ever.
 *
 * @param minLength made longer by repeats where there are any
 */
export function matchOf(pattern: string, minLength = 0): string {
  let made = ''
  for (let extra = 0; extra <= 64; extra = extra === 0 ? 1 : extra * 2) {
    made = alternatives({ pattern: pattern.slice(0, longest), at: 0, extra, left: longest })
    if (made.length >= minLength) break
  }
  return made
}

/** The first alternative; the others are read over. */
function alternatives(reading: Reading): string {
  const first = sequence(reading)
  while (reading.pattern[reading.at] === '|') {
    reading.at += 1
    sequence({ ...reading, left: 0 }, reading)
  }
  return first
}

/** Reads atoms up to the end of an alternative. `mover` is moved along where the reading is a copy. */
function sequence(reading: Reading, mover: Reading = reading): string {
  let made = ''
  while (reading.at < reading.pattern.length && !'|)'.includes(reading.pattern[reading.at] ?? '')) {
    const one = atom(reading)
    const times = repeats(reading)
    const text = one.repeat(Math.min(times, one === '' ? 0 : Math.floor(reading.left / one.length)))
    reading.left -= text.length
    made += text
  }
  mover.at = reading.at
  return made
}

function atom(reading: Reading): string {
  const char = reading.pattern[reading.at] ?? ''
  reading.at += 1
  if (char === '^' || char === '$') return ''
  if (char === '.') return 'a'
  if (char === '[') return characterClass(reading)
  if (char === '\\') return escape(reading)
  return char === '(' ? group(reading) : char
}

function group(reading: Reading): string {
  const [prefix = ''] = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(reading.pattern.slice(reading.at)) ?? []
  reading.at += prefix.length
  const isLook = prefix === '?=' || prefix === '?!' || prefix.startsWith('?<=') || prefix.startsWith('?<!')
  const made = alternatives(reading)
  reading.at += 1
  return isLook ? '' : made
}

const escapes: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  b: '',
  B: '',
  n: '\n',
  t: '\t',
  r: '\r',
}

function escape(reading: Reading): string {
  const char = reading.pattern[reading.at] ?? ''
  reading.at += 1
  if (char !== 'p' && char !== 'u') return escapes[char] ?? char
  const [code = ''] = /^(?:\{[^}]*\}|[0-9A-Fa-f]{4})/.exec(reading.pattern.slice(reading.at)) ?? []
  reading.at += code.length
  if (char === 'p') return code.startsWith('{N') ? '1' : code.startsWith('{Lu') ? 'A' : 'a'
  const point = Number.parseInt(code.replaceAll(/[{}]/g, ''), 16)
  return point >= 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ''
}

/** The first character of a class, or one that a negated class does not name. */
function characterClass(reading: Reading): string {
  const isNegated = reading.pattern[reading.at] === '^'
  if (isNegated) reading.at += 1
  const begin = reading.at
  let first = ''
  while (reading.at < reading.pattern.length && (reading.pattern[reading.at] !== ']' || reading.at === begin)) {
    const char = reading.pattern[reading.at] ?? ''
    reading.at += 1
    const named = char === '\\' ? escape(reading) : char
    if (first === '') first = named
  }
  const named = reading.pattern.slice(begin, reading.at)
  reading.at += 1
  if (!isNegated) return first
  return ['a', 'A', '1', '-', '_', ' ', 'é'].find((char) => !named.includes(char) && !covers(named, char)) ?? '~'
}

/** Whether a class has a range or a short form that holds a character. */
function covers(named: string, char: string): boolean {
  if (/\\w/.test(named) && /\w/.test(char)) return true
  if (/\\d/.test(named) && /\d/.test(char)) return true
  if (/\\s/.test(named) && /\s/.test(char)) return true
  return Array.from(named.matchAll(/(.)-(.)/g)).some(([, from = '', to = '']) => from <= char && char <= to)
}

function repeats(reading: Reading): number {
  const rest = reading.pattern.slice(reading.at, reading.at + 24)
  const [sign = '', least, comma, most] = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(rest) ?? []
  reading.at += sign.length
  if (sign === '') return 1
  if (least === undefined) return sign.startsWith('?') ? 0 : (sign.startsWith('+') ? 1 : 0) + reading.extra
  if (comma === '') return Number(least)
  const wanted = Number(least) + reading.extra
  return most === '' ? wanted : Math.min(wanted, Number(most))
}
