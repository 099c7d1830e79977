import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { serve } from '../server/process.ts'
import { sound } from '../server/streams.ts'
import { counterpoint } from './command.ts'

test('the printed curl line works', async () => {
  await using served = await serve()
  const line = /^ *(curl .*)$/m.exec(served.stdout)![1]!
  const { stdout } = await promisify(execFile)('sh', ['-c', line.replace('curl', 'curl -s')])
  expect((await sound(stdout)).at(-1)?.type).toBe('response.completed')
  served.child.kill('SIGTERM')
  expect(await served.exited).toBe(0)
})

test("the inspector's address is printed only where its page is there", async () => {
  await using served = await serve()
  const { status } = await fetch(served.url.replace(/\/v1$/, '/inspector/'))
  const isThere = status === 200
  await expect.poll(() => served.stdout).toMatch(isThere ? /Watch it: \S+\/inspector\// : /not built.*npm run build/)
  expect(/Watch it/.test(served.stdout)).toBe(isThere)
})

test('a port that is in use', async () => {
  await using served = await serve()
  const { port } = new URL(served.url)
  const { code, stdout, stderr } = await counterpoint(['serve', '--port', port])
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toBe(`counterpoint: The port ${port} is in use; give another one with --port.\n`)
})

const wrong: readonly [what: string, args: string[], message: RegExp][] = [
  ['a port that is none', ['--port', 'http'], /--port.*Give a number from 0 to 65535/],
  ['a port that is too high', ['--port', '65536'], /Give a number from 0 to 65535/],
  ['a store that is none', ['--store', 'redis'], /The store redis is unknown; give memory, or sqlite:PATH/],
  ['a store that cannot be opened', ['--store', 'sqlite:/nowhere/at/all.db'], /\/nowhere\/at\/all.db/],
  ['a protocol that is none', ['--protocol', 'grpc'], /--protocol.*harmony/],
  ['an upstream that is no address', ['--upstream', 'localhost'], /The upstream localhost is no address/],
  ['an upstream of another kind', ['--upstream', 'ftp://x'], /The upstream ftp:\/\/x is no address/],
  ['an upstream with a query', ['--upstream', 'http://x/v1?k=v'], /ends in \?k=v; give the address/],
  ['an upstream that is an endpoint', ['--upstream', 'http://x/v1/chat/completions'], /ends in \/chat\/completions;/],
  [
    'a folder of pages that is not there',
    ['--search', 'folder:/nowhere'],
    /\/nowhere can't be read: there is no such folder/,
  ],
  ['two models', ['--upstream', 'http://127.0.0.1:1', '--script', 'x'], /two models/],
  ['a script that is not there', ['--script', '/nowhere.json'], /\/nowhere.json can't be read: there is no such file/],
  ['a script that is none', ['--script', 'package.json'], /package.json/],
  ['a host that is another machine', ['--host', '203.0.113.1'], /The host 203.0.113.1 is none of this machine/],
]

for (const [what, args, message] of wrong) {
  test(what, async () => {
    const { code, stderr } = await counterpoint(['serve', '--port', '0', ...args])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^counterpoint: [^\n]+\n$/)
    expect(stderr).toMatch(message)
  })
}
