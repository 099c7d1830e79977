/**
 * Reads the notation of protocol.md: names in sequence, `|`, `*`, `?`, parentheses. A name may carry an annotation in
 * angle brackets (`content_part.added<refusal>`), and may stand for another expression (`TEXT`).
 */
export type Expression =
  | { kind: 'letter'; name: string }
  | { kind: 'sequence'; of: Expression[] }
  | { kind: 'choice'; of: Expression[] }
  | { kind: 'many'; of: Expression }
  | { kind: 'maybe'; of: Expression }

export type Definitions = Readonly<Record<string, string>>

const token = /\s*([A-Za-z_][\w.]*(?:<\w+>)?|[()|*?])/y

export function parse(source: string, definitions: Definitions = {}): Expression {
  const tokens = tokenize(source)
  let at = 0
  const result = choice()
  if (at < tokens.length) throw new SyntaxError(`unexpected '${tokens[at]}' in '${source}'`)
  return result

  function choice(): Expression {
    const of = [sequence()]
    while (tokens[at] === '|') {
      at += 1
      of.push(sequence())
    }
    return of.length === 1 ? of[0]! : { kind: 'choice', of }
  }

  function sequence(): Expression {
    const of: Expression[] = []
    while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') of.push(repeated())
    return of.length === 1 ? of[0]! : { kind: 'sequence', of }
  }

  function repeated(): Expression {
    let of = single()
    for (; tokens[at] === '*' || tokens[at] === '?'; at += 1) of = { kind: tokens[at] === '*' ? 'many' : 'maybe', of }
    return of
  }

  function single(): Expression {
    const name = tokens[at]!
    at += 1
    if (name === '(') {
      const inner = choice()
      if (tokens[at] !== ')') throw new SyntaxError(`missing ')' in '${source}'`)
      at += 1
      return inner
    }
    if (!/^\w/.test(name)) throw new SyntaxError(`unexpected '${name}' in '${source}'`)
    const definition = definitions[name]
    return definition === undefined ? { kind: 'letter', name } : parse(definition, definitions)
  }
}

function tokenize(source: string): string[] {
  const tokens: string[] = []
  token.lastIndex = 0
  while (source.slice(token.lastIndex).trim() !== '') {
    const from = token.lastIndex
    const found = token.exec(source)
    if (!found) throw new SyntaxError(`cannot read '${source.slice(from).trim()}'`)
    tokens.push(found[1]!)
  }
  return tokens
}
