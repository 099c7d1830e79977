import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { configTable } from '../../../src/server/operation/config/documentation.ts'
import { optionList } from '../../../src/server/operation/config/option-list.ts'
import { metricsTable } from '../../../src/server/operation/metrics/documentation.ts'
import { type ConfigSources, readConfig, unknownVariables } from '../../../src/server/operation/config/read-config.ts'

function read({
  flags = {},
  env = {},
  file,
}: {
  flags?: ConfigSources['flags']
  env?: ConfigSources['env']
  file?: object | string
}) {
  const text = typeof file === 'string' ? file : JSON.stringify(file)
  return readConfig({ flags, env, file: file === undefined ? undefined : { name: 'c.json', text } })
}

test('the documented options and metrics are those that there are', async () => {
  const page = await readFile('docs/operations.md', 'utf8')
  expect(page).toContain(`${configTable()}\n`)
  expect(page).toContain(`${metricsTable()}\n`)
})

test('with nothing given', () => {
  expect(read({})).toMatchObject({
    port: 8080,
    host: '127.0.0.1',
    protocol: 'chat',
    store: 'memory',
    apiKeys: [],
    metrics: true,
  })
})

test('a flag counts more than the environment, and that more than the file', () => {
  const env = { COUNTERPOINT_PORT: '2', COUNTERPOINT_HOST: '::1' }
  const file = { port: 3, host: 'x', heartbeat: 5 }
  expect(read({ flags: { port: '1' }, env, file })).toMatchObject({ port: 1, host: '::1', heartbeat: 5 })
})

test('what is about an upstream is refused where there is none, by the name it was given under', () => {
  expect(() => read({ flags: { protocol: 'harmony' } })).toThrow(/^--protocol is about an upstream, and there is none;/)
  const env = { COUNTERPOINT_UPSTREAM_MODEL: 'gpt-oss' }
  expect(() => read({ env })).toThrow(/^COUNTERPOINT_UPSTREAM_MODEL is about an upstream/)
  expect(read({ env, file: { upstream: 'http://localhost:1', protocol: 'harmony' } })).toMatchObject({
    protocol: 'harmony',
  })
})

test('variables that are no options are told of, but not those that Kubernetes sets', () => {
  const env = {
    COUNTERPOINT_UPSTREAMS: 'http://localhost:1',
    COUNTERPOINT_PORT: '1',
    COUNTERPOINT_CONFIG: 'c.json',
    COUNTERPOINT_SERVICE_HOST: '10.0.0.1',
    COUNTERPOINT_PORT_8080_TCP_ADDR: '10.0.0.1',
    PATH: '/bin',
  }
  expect(unknownVariables(env)).toEqual(['COUNTERPOINT_UPSTREAMS'])
})

test('every kind of value from the environment', () => {
  const env = {
    COUNTERPOINT_API_KEYS: 'sk-one, sk-two,',
    COUNTERPOINT_METRICS: 'false',
    COUNTERPOINT_LOG_TEXTS: '1',
    COUNTERPOINT_HEARTBEAT: '2.5',
    COUNTERPOINT_SCRIPT: '',
  }
  const config = read({ env })
  expect(config).toMatchObject({ apiKeys: ['sk-one', 'sk-two'], metrics: false, logTexts: true, heartbeat: 2.5 })
  expect(config.script).toBeUndefined()
})

test.each<[Parameters<typeof read>[0], RegExp]>([
  [{ flags: { port: 'x' } }, /^--port is 'x'\. Give a number from 0 to 65535\.$/],
  [{ flags: { port: '1e3' } }, /^--port is '1e3'/],
  [{ env: { COUNTERPOINT_PORT: '-1' } }, /^COUNTERPOINT_PORT is '-1'\./],
  [{ env: { COUNTERPOINT_TRACING: 'maybe' } }, /^COUNTERPOINT_TRACING is 'maybe'\. Give true or false\./],
  [{ env: { COUNTERPOINT_ORIGINS: 'app.example.com' } }, /^COUNTERPOINT_ORIGINS is .*https:/],
  [{ file: { port: '8080' } }, /^port in c\.json is '8080'/],
  [{ file: { prot: 1 } }, /^c\.json has the option 'prot', which is unknown/],
  [{ file: '{"port": 80,}' }, /^c\.json is no JSON/],
  [{ file: '[]' }, /^c\.json holds no options/],
  [{ file: '{"__proto__": {"port": 1}}' }, /^c\.json has the option '__proto__'/],
])('%j is told with its place', (sources, message) => {
  expect(() => read(sources)).toThrow(
    expect.objectContaining({ code: 'serve/config', message: expect.stringMatching(message) }),
  )
})

test('web search is given in a word, or by its parts in the file and the environment', () => {
  const search = { searxng: { url: 'http://localhost:8888', headers: { 'x-key': 'k' }, safeSearch: 1 }, language: 'de' }
  expect(read({ flags: { search: 'folder:/pages' } }).search).toBe('folder:/pages')
  expect(read({ file: { search } }).search).toEqual(search)
  expect(read({ env: { COUNTERPOINT_SEARCH: JSON.stringify(search) } }).search).toEqual(search)
})

test.each([
  { folder: '/pages', searxng: { url: 'http://localhost' } },
  { language: 'de' },
  { searxng: { url: 'http://localhost', headers: { authorization: 7 } } },
  { searxng: { url: 'http://localhost', headers: { authorization: 'sk-secret' }, engine: 'bing' } },
])('parts of web search that are unusable are refused, and not repeated: %j', (search) => {
  expect(() => read({ file: { search } })).toThrow(/^search in c\.json is unusable\. Give searxng:URL/)
})

test('the limits of Python are seconds and MiB, from the file as from the environment', () => {
  const limits = { timeLimit: 2.5, memoryLimit: 256, outputLimit: 0.5, mostContainers: 4, keepFor: 60 }
  const options = { timeLimit: 2500, memoryLimit: 2 ** 28, outputLimit: 2 ** 19, mostContainers: 4, keepFor: 60_000 }
  expect(read({ file: { pythonLimits: limits } }).pythonLimits).toEqual(options)
  const env = { COUNTERPOINT_PYTHON_LIMITS: JSON.stringify(limits) }
  expect(read({ env }).pythonLimits).toEqual(options)
})

test.each([
  { timeLimit: 0 },
  { timeLimit: '30' },
  { memoryLimit: 1 },
  { mostContainers: 1.5 },
  { memory: 512 },
  [],
  30,
])('%j are no limits of Python', (pythonLimits) => {
  expect(() => read({ file: { pythonLimits } })).toThrow(/^pythonLimits in c\.json is unusable\. Give an object/)
})

test('secrets have no flag, and are not repeated', () => {
  const secrets = optionList.filter(({ flag }) => flag === null).map(({ name }) => name)
  expect(secrets).toEqual(['upstreamKey', 'sealingKey', 'apiKeys', 'mcp', 'pythonLimits'])
  expect(() => read({ file: { apiKeys: ['sk-secret', 7] } })).toThrow(/^apiKeys in c.json is unusable\. Give keys\.$/)
})
