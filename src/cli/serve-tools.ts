import { stat } from 'node:fs/promises'
import type { Config } from '../server/operation/config/config.ts'
import { type SearchParts, searchParts } from '../server/operation/config/search.ts'
import type { HostedTool } from '../server/tools/tool.ts'
import type { WebProvider } from '../server/tools/web/provider.ts'
import { CounterpointError } from '../wire/error.ts'
import { complain } from './complain.ts'

type ClosableTool = HostedTool & { close(): Promise<void> }

/** The server's own tools, with the processes and connections that they own. */
export interface ServedTools extends AsyncDisposable {
  all: readonly HostedTool[]
}

/**
 * The tools that a configuration turns on. Each is loaded only where it is.
 *
 * @throws CounterpointError `mcp/config`; WebError; Error where a folder can't be read
 */
export async function toolsFor(config: Config): Promise<ServedTools> {
  const all: ClosableTool[] = []
  if (config.mcp !== undefined) all.push(await mcpFor(config.mcp))
  if (config.python) all.push(await pythonFor(config))
  if (config.search !== undefined) all.push(await searchFor(config.search))
  return {
    all,
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(all.map((tool) => tool.close()))
    },
  }
}

async function mcpFor(mcp: NonNullable<Config['mcp']>): Promise<ClosableTool> {
  const { createMcpTool } = await import('../server/tools/mcp/create-mcp-tool.ts')
  const { readMcpConfig } = await import('../server/tools/mcp/options.ts')
  return createMcpTool({ ...readMcpConfig(mcp), onStderr: (label, line) => complain(`MCP server ${label}: ${line}`) })
}

async function pythonFor({ pythonWheels: wheels, pythonLimits: limits }: Config): Promise<ClosableTool> {
  const { createPythonTool } = await import('../server/tools/python/tool.ts')
  return createPythonTool({ ...limits, wheels })
}

async function searchFor(search: NonNullable<Config['search']>): Promise<ClosableTool> {
  const { createWebTool } = await import('../server/tools/web/create-web-tool.ts')
  const parts = searchParts(search)
  return createWebTool({ provider: await providerFor(parts), language: parts.language, limits: parts.limits })
}

async function providerFor(parts: SearchParts): Promise<WebProvider> {
  const { searxng, folder, allowHosts, allowPorts, allowPrivate } = parts
  if (searxng === undefined) {
    const { createFolderProvider } = await import('../server/tools/web/providers/folder.ts')
    const directory = folder ?? ''
    // Told now: the first search would be told that there are no pages.
    if (!(await isFolder(directory))) {
      throw new CounterpointError(
        'input/unreadable',
        `${directory} can't be read: there is no such folder; name one for --search.`,
      )
    }
    return createFolderProvider({ directory, onWarning: complain })
  }
  const { createSearxngProvider } = await import('../server/tools/web/providers/searxng.ts')
  const addresses = { allowHosts, allowPorts, allowPrivate }
  return createSearxngProvider({ ...searxng, addresses, timeout: parts.limits?.fetchTime })
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() === true
}
