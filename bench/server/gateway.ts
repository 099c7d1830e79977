import { coreFor } from '../../src/cli/serve-core.ts'
import { listen } from '../../src/cli/listen.ts'
import { upstreamFor } from '../../src/cli/serve-upstream.ts'
import { readConfig } from '../../src/server/operation/config/read-config.ts'
import { tellParent } from './worker.ts'

// `counterpoint serve`, as it is: with logs (errors only), metrics and the gate.
const flags = { upstream: process.argv[2], port: '0', logLevel: 'error', requestTimeout: '0' }
const config = readConfig({ flags, env: {} })
const core = await coreFor(config, await upstreamFor(config))
const { url } = await listen(core, config)
tellParent(Number(new URL(url).port))
