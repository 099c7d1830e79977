const MARKERS = new Map([
  ['<|endoftext|>', 199999],
  ['<|return|>', 200002],
  ['<|constrain|>', 200003],
  ['<|channel|>', 200005],
  ['<|start|>', 200006],
  ['<|end|>', 200007],
  ['<|message|>', 200008],
  ['<|call|>', 200012],
])

export interface Token {
  id: number
  text: string
}

/** Harmony text as tokens: markers get their special ids, everything else is cut into pieces of ordinary ids. */
export function tokenize(text: string, size = 4): Token[] {
  return text.split(/(<\|[a-z]+\|>)/).flatMap((piece) => {
    const id = MARKERS.get(piece)
    return id === undefined ? ordinary(piece, size) : [{ id, text: piece }]
  })
}

/** Text as ordinary ids, whatever it looks like. */
export function ordinary(text: string, size = 4): Token[] {
  return cut(text, size).map((piece) => ({ id: 1000 + piece.charCodeAt(0), text: piece }))
}

/** Pieces of `size` UTF-16 units. */
export function cut(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
}
