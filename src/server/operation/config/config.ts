import { z } from 'zod'
import { protocols } from '../../upstreams/create.ts'
import { logLevels } from '../logs/levels.ts'
import { about, json, list, number, text, textOrJson, toggle } from './about.ts'
import { pythonLimits } from './python-limits.ts'
import { searchSchema } from './search.ts'

const seconds = 'Give a number of seconds.'
const count = 'Give a whole number; 0 for no limit.'
const duration = (otherwise: number) => z.number().min(0).max(86_400).default(otherwise)
const some = (otherwise: number) => z.number().positive().max(86_400).default(otherwise)
const limit = (otherwise: number) => z.int().min(0).default(otherwise)

/**
 * Every option of `counterpoint serve`. Each one's name is its key in a configuration file; in the environment it is
 * `COUNTERPOINT_` and the name in capitals. Documented in docs/operations.md, by this list.
 */
export const configSchema = z.strictObject({
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .register(
      about,
      number('--port <port>', 'the port to listen on; 0 for a free one', 'Give a number from 0 to 65535.'),
    ),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .register(about, text('--host <host>', 'the address to listen on', 'Give an address of this machine.')),
  upstream: z
    .string()
    .optional()
    .register(
      about,
      text('--upstream <url>', "the model's server; the built-in model where absent", 'Give an address.'),
    ),
  protocol: z
    .enum(protocols)
    .default('chat')
    .register(
      about,
      text('--protocol <protocol>', `what the upstream speaks: ${protocols.join(', ')}`, oneOf(protocols)),
    ),
  upstreamKey: z
    .string()
    .optional()
    .register(about, text(null, 'the key that the upstream is asked with', 'Give a key.')),
  upstreamModel: z
    .string()
    .optional()
    .register(
      about,
      text('--upstream-model <model>', 'ask the upstream for this model, whatever is asked for', 'Give a name.'),
    ),
  defaultModel: z
    .string()
    .optional()
    .register(about, text('--default-model <model>', 'the model of requests that name none', 'Give a name.')),
  script: z
    .string()
    .optional()
    .register(
      about,
      text('--script <file>', 'completions to play by model name, as JSON, in place of a model', 'Give a file.'),
    ),
  tokensPerSecond: z
    .number()
    .min(0)
    .default(50)
    .register(
      about,
      number('--tokens-per-second <n>', "the built-in model's pace; 0 for as fast as it is read", 'Give a number.'),
    ),
  store: z
    .string()
    .default('memory')
    .register(
      about,
      text('--store <store>', 'where responses are kept: memory, or sqlite:PATH', 'Give memory, or sqlite:PATH.'),
    ),
  keepDays: z
    .number()
    .min(0)
    .default(30)
    .register(about, number('--keep-days <days>', 'how long responses are kept; 0 for ever', 'Give a number of days.')),
  maxResponses: z
    .int()
    .min(0)
    .optional()
    .register(
      about,
      number(
        '--max-responses <n>',
        'the most responses that are kept, the oldest forgotten first; 10,000 in memory',
        count,
      ),
    ),
  maxStoreMb: z
    .int()
    .min(0)
    .optional()
    .register(about, number('--max-store-mb <n>', 'the most text that is kept, in MiB; 256 in memory', count)),
  sealingKey: z
    .string()
    .optional()
    .register(
      about,
      text(null, 'seals encrypted reasoning; made up where absent, and gone with the process', 'Give 32 bytes.'),
    ),
  apiKeys: z
    .array(z.string())
    .default([])
    .register(
      about,
      list(null, 'the keys that may ask, each as it is or as sha256:HEX; everybody where absent', 'Give keys.'),
    ),
  origins: z
    .array(z.string().regex(/^(?:\*|[a-z][a-z\d+.-]*:\/\/[^/\s]+|null)$/i))
    .default([])
    .register(
      about,
      list(
        '--origins <origins>',
        'web pages that may ask (CORS), as https://HOST; * for all',
        'Give origins, as https://app.example.com.',
      ),
    ),
  hosts: z
    .array(z.string().regex(/^(?:\*|[\w.-]+|\[[\da-f:.]+\])$/i))
    .default([])
    .register(
      about,
      list(
        '--hosts <hosts>',
        'names that it may be asked under, beside localhost; * for all',
        'Give names without ports, as llm.example.com.',
      ),
    ),
  bodyLimitMb: z
    .number()
    .positive()
    .max(1024)
    .default(32)
    .register(about, number('--body-limit-mb <n>', 'the longest request body, in MiB', 'Give a number up to 1024.')),
  requestsPerMinute: limit(0).register(
    about,
    number('--requests-per-minute <n>', 'for each key, or each address where there are none; 0 for no limit', count),
  ),
  concurrentRequests: limit(0).register(
    about,
    number('--concurrent-requests <n>', 'the same, at once; streams count until they end', count),
  ),
  trustProxy: z
    .boolean()
    .default(false)
    .register(
      about,
      toggle('--trust-proxy', 'take the address from x-forwarded-for: only behind a proxy that sets it'),
    ),
  requestTimeout: duration(120).register(
    about,
    number('--request-timeout <s>', 'seconds that sending a request may take', seconds),
  ),
  heartbeat: duration(15).register(
    about,
    number('--heartbeat <s>', 'seconds of silence after which a stream gets a comment; 0 for never', seconds),
  ),
  maxDuration: some(3600).register(about, number('--max-duration <s>', 'seconds that a response may take', seconds)),
  storeTimeout: some(10).register(
    about,
    number('--store-timeout <s>', 'seconds that the store may fail or hang, until what needs it is given up', seconds),
  ),
  drainTimeout: some(120).register(
    about,
    number(
      '--drain-timeout <s>',
      'seconds for which a client may take nothing of an answer that waits for it',
      seconds,
    ),
  ),
  connectTimeout: duration(10).register(
    about,
    number('--connect-timeout <s>', 'seconds until the connection to the upstream stands', seconds),
  ),
  firstTokenTimeout: duration(300).register(
    about,
    number('--first-token-timeout <s>', "seconds until the upstream's first token", seconds),
  ),
  idleTimeout: duration(60).register(
    about,
    number('--idle-timeout <s>', 'seconds of silence after which an upstream is given up', seconds),
  ),
  attempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .register(
      about,
      number(
        '--attempts <n>',
        'how often an upstream is asked that is not reached, hangs up, or says 429, 502, 503 or 504',
        'Give a number from 1 to 10.',
      ),
    ),
  mcp: z
    .record(z.string(), z.unknown())
    .optional()
    .register(
      about,
      json('MCP servers whose tools may be called (docs/mcp.md)', 'See docs/mcp.md for what may stand there.'),
    ),
  python: z
    .boolean()
    .default(false)
    .register(about, toggle('--python', 'run the code interpreter tool (docs/python.md)')),
  pythonWheels: z
    .string()
    .optional()
    .register(
      about,
      text('--python-wheels <dir>', 'a folder of wheels that its programs can import', 'Give a folder.'),
    ),
  pythonLimits: pythonLimits
    .optional()
    .register(
      about,
      json(
        'what its programs may take: timeLimit, memoryLimit and more (docs/python.md)',
        'Give an object as {"timeLimit": 30, "memoryLimit": 512}: see docs/python.md for its names and units.',
      ),
    ),
  search: searchSchema
    .optional()
    .register(
      about,
      textOrJson(
        '--search <where>',
        'run the web search tool: searxng:URL, folder:PATH, or its parts as JSON (docs/web-search.md)',
        'Give searxng:URL or folder:PATH, or see docs/web-search.md for the parts that may stand there.',
      ),
    ),
  maxTurns: z
    .int()
    .min(1)
    .max(1000)
    .default(32)
    .register(
      about,
      number(
        '--max-turns <n>',
        "how often the model is asked in one response, for the server's own tools",
        'Give a number from 1 to 1000.',
      ),
    ),
  toolTimeout: duration(120).register(
    about,
    number('--tool-timeout <s>', "seconds that a call of one of the server's own tools may take", seconds),
  ),
  grace: duration(10).register(
    about,
    number('--grace <s>', 'seconds that running responses have when the server is asked to stop', seconds),
  ),
  logLevel: z
    .enum(logLevels)
    .default('info')
    .register(about, text('--log-level <level>', logLevels.join(', '), oneOf(logLevels))),
  logFormat: z
    .enum(['auto', 'json', 'pretty'])
    .default('auto')
    .register(
      about,
      text('--log-format <format>', 'json, pretty, or auto: pretty on a terminal', 'Give json, pretty or auto.'),
    ),
  logTexts: z
    .boolean()
    .default(false)
    .register(about, toggle('--log-texts', 'log also sentences that may quote what a user or a model said')),
  metrics: z.boolean().default(true).register(about, toggle('--no-metrics', 'keep no metrics: there is no /metrics')),
  tracing: z
    .boolean()
    .default(false)
    .register(about, toggle('--tracing', 'tell OpenTelemetry, whose SDK is loaded with node --import')),
  inspector: z
    .boolean()
    .optional()
    .register(
      about,
      toggle('--inspector', 'show the responses at /inspector; on without it where only this machine can ask'),
    ),
  open: z.boolean().default(false).register(about, toggle('--open', 'open the inspector')),
})

/** The options, with nothing absent that has a default. */
export type Config = z.output<typeof configSchema>

function oneOf(values: readonly string[]): string {
  return `Give one of ${values.join(', ')}.`
}
