import type { Entry } from './script.ts'

/** A script that the original was not asked about. */
export interface ImaginedScript {
  name: string
  tools: string[]
  input: Entry[]
}

const browser = ['browser', 'python']
const text = (...texts: string[]): Entry[] => texts.map((one) => ({ t: 'text', text: one }))
const to = (recipient: string | null, channel: string | null = 'commentary'): Entry[] => [
  { t: 'header' },
  { t: 'message', channel, recipient, content_type: null },
]
const on = (channel: string | null) => to(null, channel)
const next: Entry[] = [{ t: 'start' }, { t: 'header' }]
const end: Entry = { t: 'end' }
const call: Entry = { t: 'call' }
const stop = (reason = 'stop'): Entry => ({ t: 'eof', finish_reason: reason })
const answer: Entry[] = [...on('final'), ...text('Hel', 'lo'), { t: 'return' }, stop()]
const output: Entry = { t: 'tool_output', channel: 'commentary', text: '42' }
const thought: Entry[] = [...on('analysis'), ...text('We ', 'think.'), end, ...next]
const chunk = (...tokens: Entry[]): Entry => ({ t: 'chunk', tokens })

/** One call of each kind, with arguments that are cut. */
const calls: [name: string, recipient: string, texts: string[]][] = [
  ['a function call', 'functions.a', ['{"x"', ':1']],
  ['an MCP call', 'mcp.deepwiki.ask', ['{"q"', ':1']],
  ['a container call', 'container.exec', ['{"cmd"']],
  ['a program', 'python', ['print', '(1']],
  ['a web search', 'browser.search', ['{"query"', ':"x"']],
  ['a web search that is whole', 'browser.search', ['{"query":"x"}']],
]

const browserCalls: [name: string, recipient: string, texts: string[]][] = [
  ['open without a cursor', 'browser.open', ['{}']],
  ['open with a link of a page', 'browser.open', ['{"id":12}']],
  ['open with a cursor of its own', 'browser.open', ['{"cursor":"abc"}']],
  ['find without a pattern', 'browser.find', ['{"cursor":1}']],
  ['find without a cursor', 'browser.find', ['{"pattern":"a"}']],
  ['a search without a query', 'browser.search', ['{"topn":3}']],
  ['a search with more than a query', 'browser.search', ['{"query":"a"', ',"topn":3}']],
  ['a search for nothing', 'browser.search', ['{"query":""}']],
  ['an unknown action with text', 'browser.scroll', ['down']],
  ['an action without a name', 'browser.', ['{}']],
  ['an action with dots', 'browser.search.deep', ['{"query":"a"}']],
]

const script = (name: string, input: Entry[], tools = browser): ImaginedScript => ({ name, input, tools })

/** The scripts: what the parity files leave out. */
export const imagined: ImaginedScript[] = [
  script('two preambles', [
    ...on('commentary'),
    ...text('a'),
    end,
    ...next,
    ...on('commentary'),
    ...text('b'),
    end,
    ...next,
    ...answer,
  ]),
  script('a preamble between calls', [
    ...to('functions.a'),
    ...text('{}'),
    call,
    ...next,
    ...on('commentary'),
    ...text('b'),
    end,
    ...next,
    ...to('mcp.b'),
    ...text('{}'),
    call,
    stop(),
  ]),
  script('a turn after a tool without a new start', [...to('mcp.a.b'), ...text('{}'), call, output, ...answer]),
  script('a turn after each of three tools', [
    ...to('python', 'analysis'),
    ...text('1'),
    call,
    output,
    ...to('mcp.a'),
    ...text('2'),
    call,
    output,
    ...to('browser.search'),
    ...text('{"query":"x"}'),
    call,
    output,
    ...answer,
  ]),
  script('an empty program first', [...to('python'), call, stop()]),
  script('an empty function call first', [...to('functions.f'), call, stop()]),
  script('an empty thought first', [...on('analysis'), end, ...next, ...answer]),
  script('an empty preamble first', [...on('commentary'), end, ...next, ...answer]),
  script('an empty MCP call after one', [...to('mcp.a'), ...text('{}'), call, ...next, ...to('mcp.b'), call, stop()]),
  script('nothing but empty items', [
    ...on('analysis'),
    end,
    ...next,
    ...to('mcp.b'),
    call,
    output,
    ...on('final'),
    { t: 'return' },
    stop(),
  ]),
  script('an unknown channel last', [...thought, ...on('foo'), ...text('x'), { t: 'return' }, stop()]),
  script('an unknown channel that says nothing', [...on('foo'), end, ...next, ...answer]),
  script('two unknown channels', [
    ...on('foo'),
    ...text('x'),
    end,
    ...next,
    ...on('bar'),
    ...text('y'),
    end,
    ...next,
    ...answer,
  ]),
  script('no channel and no recipient', [...on(null), ...text('x'), { t: 'return' }, stop()]),
  script('assistant as recipient', [...to('assistant'), ...text('x'), end, ...next, ...answer]),
  script('a name alone that no tool has', [...to('get_weather'), ...text('{}'), call, stop()]),
  script('a function without the dot', [...to('functions'), ...text('{}'), call, stop()]),
  script('a function with dots', [...to('functions.a.b'), ...text('{}'), call, stop()]),
  script('mcp alone', [...to('mcp.'), ...text('{}'), call, stop()]),
  script('three dots', [...to('mcp.a.b.c'), ...text('{}'), call, stop()]),
  ...['foo', 'final', null].flatMap((channel) =>
    calls.map(([name, recipient, texts]) =>
      script(`${name} on ${channel ?? 'no'} channel`, [
        ...to(recipient, channel),
        ...text(...texts),
        call,
        output,
        ...answer,
      ]),
    ),
  ),
  ...browserCalls.map(([name, recipient, texts]) =>
    script(name, [...thought, ...to(recipient, 'analysis'), ...text(...texts), call, output, ...answer]),
  ),
  script('two web searches', [
    ...to('browser.search'),
    ...text('{"query":"x"}'),
    call,
    output,
    ...to('browser.open'),
    ...text('{"cursor":0}'),
    call,
    output,
    ...answer,
  ]),
  script('open without a browser', [...to('browser.open'), ...text('{"cursor":0}'), call, stop()], []),
  ...['length', 'content_filter', 'error', 'abort'].flatMap((reason) => [
    script(`a thought cut by ${reason}`, [...on('analysis'), ...text('We '), stop(reason)]),
    script(`a preamble cut by ${reason}`, [...thought, ...on('commentary'), ...text('We '), stop(reason)]),
    script(`a thought cut before its text by ${reason}`, [...on('analysis'), stop(reason)]),
    script(`between two items cut by ${reason}`, [...on('analysis'), ...text('a'), end, stop(reason)]),
    ...calls.map(([name, recipient, texts]) =>
      script(`${name} cut by ${reason}`, [...thought, ...to(recipient), ...text(...texts), stop(reason)]),
    ),
    ...calls.map(([name, recipient]) =>
      script(`${name} cut before its text by ${reason}`, [...to(recipient), stop(reason)]),
    ),
  ]),
  script('an answer cut with stop', [...on('final'), ...text('Hel'), stop()]),
  script('a header cut by length', [...thought, { t: 'header' }, stop('length')]),
  script('a stream in one chunk', [chunk(...thought, ...to('functions.a'), ...text('{', '}'), call), stop()]),
  script('two texts in a chunk', [
    ...on('final'),
    chunk(...text('a', 'b')),
    chunk(...text('c', 'd')),
    { t: 'return' },
    stop(),
  ]),
  script('a header in a chunk with its text', [
    chunk(...on('analysis'), ...text('a')),
    chunk(...text('b'), end, ...next),
    ...answer,
  ]),
  script('a whole web search in a chunk', [
    ...thought,
    chunk(...to('browser.search'), ...text('{"query":', '"x"}'), call),
    stop(),
  ]),
  script('an item and half the next in a chunk', [
    chunk(...to('python'), ...text('1'), end, ...next, ...to('mcp.a.b')),
    ...text('{', '}'),
    call,
    stop(),
  ]),
  script('a chunk that is cut', [
    chunk(...on('analysis'), ...text('a'), end, ...next, ...to('python'), ...text('1')),
    stop('length'),
  ]),
  script('an end and an answer in a chunk', [
    ...on('analysis'),
    ...text('a'),
    chunk(end, ...next, ...on('final'), ...text('b'), { t: 'return' }),
    stop(),
  ]),
  script('chunks after a tool', [
    chunk(...to('mcp.a'), ...text('{}'), call),
    output,
    chunk(...on('final'), ...text('b'), { t: 'return' }),
    stop(),
  ]),
]
