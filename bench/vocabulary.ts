/** A token of model output, as a server with a detokenizer gives it. */
export interface Token {
  id: number
  text: string
}

const control = (id: number, name: string): Token => ({ id, text: `<|${name}|>` })

/** Harmony's control tokens. */
export const controlTokens = {
  return_: control(200002, 'return'),
  constrain: control(200003, 'constrain'),
  channel: control(200005, 'channel'),
  start: control(200006, 'start'),
  end: control(200007, 'end'),
  message: control(200008, 'message'),
  call: control(200012, 'call'),
}

const prose = [
  ' the',
  ' stream',
  ' of',
  ' events',
  ',',
  ' and',
  ' a',
  ' machine',
  ' that',
  ' says',
  ' it',
  '.',
  ' What',
].concat([
  ' follows',
  ' from',
  ' here',
  ' is',
  ' plain',
  ' English',
  ';',
  ' counter',
  'point',
  ' keeps',
  ' order',
  '.\n\n',
])
const code = [
  'const',
  ' text',
  ' =',
  ' "',
  'quoted',
  '\\n',
  '"',
  '\n',
  '  ',
  'return',
  ' `',
  '${',
  'value',
  '}`',
  '\n',
  '}\n',
].concat([
  'if',
  ' (',
  'a',
  ' !==',
  " '",
  'b',
  "')",
  ' {',
  '\n\t',
  'call',
  '("',
  'x',
  '",',
  ' /\\',
  'd',
  '+/',
  ')',
  '\n',
])
const multibyte = [
  '音楽',
  'の',
  '対位',
  '法',
  'は',
  '、',
  'größ',
  'er',
  ' é',
  'tudes',
  ' 😀',
  '👩‍🚀',
  ' мело',
  'дия',
  '。',
]

const ordinary = (text: string, index: number): Token => ({ id: 1000 + index, text })

/** Numbers in no order that a branch predictor could learn, the same every time. */
function picks(list: readonly string[], count: number): Token[] {
  let state = 1
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const index = (state >>> 16) % list.length
    return ordinary(list[index] ?? '', index)
  })
}

/** Ordinary tokens by what they are part of. */
export const words = {
  role: (text: string): Token => ordinary(text, 900),
  prose: (count: number) => picks(prose, count),
  code: (count: number) => picks(code, count),
  multibyte: (count: number) => picks(multibyte, count),
  args: (made: number) =>
    ['{"', 'city', '":"', 'Aachen', ' ', String(made), '",', '"', 'days', '":', String(made % 7), '}'].map(ordinary),
}
