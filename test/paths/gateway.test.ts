import { describe, expect, test } from 'vitest'
import { testGateway, type Scorecard } from '../../src/paths/gateway/gateway-test.ts'
import { withoutCallId } from '../../src/paths/gateway/harmony-script.ts'
import { gatewayProtocols, type GatewayProtocol } from '../../src/paths/gateway/protocol.ts'
import { scenarios } from '../../src/paths/gateway/scenarios.ts'
import { chatGrammar } from '../../src/paths/vectors/chat-grammar.ts'
import { placeAfter } from '../../src/paths/vectors/grammar.ts'
import { harmonyGrammar } from '../../src/paths/vectors/harmony-grammar.ts'
import { play } from '../../src/paths/vectors/play.ts'
import { walkInput } from '../../src/paths/walkables.ts'
import { bugs } from '../gateway/bugs.ts'
import { type Bug, startGateway } from '../gateway/gateway.ts'

async function tried(protocol: GatewayProtocol, bug?: Bug): Promise<Scorecard> {
  await using gateway = await startGateway(protocol, bug)
  return await testGateway({
    url: gateway.url,
    protocol,
    timeout: bug?.hangs === true ? 1_000 : 20_000,
    onListening: (url) => (gateway.upstream = url),
  })
}

const found = ({ scenarios: results }: Scorecard) =>
  results.flatMap(({ name, problems }) => problems.map(({ rule }) => `${name}: ${rule}`))

describe('the scenarios', () => {
  test('are paths through the response machine, that their protocols can say', () => {
    for (const { name, says, protocols } of scenarios) {
      const { ignored, values } = play({ machine: 'response', input: walkInput() }, says)
      expect({ name, ignored, ended: values !== null }).toEqual({ name, ignored: [], ended: true })
      if (protocols.includes('chat')) expect(placeAfter(chatGrammar, says), name).toBe('over')
      if (protocols.includes('harmony')) expect(placeAfter(harmonyGrammar, says.map(withoutCallId)), name).toBe('over')
    }
  })
})

describe.concurrent('a gateway', () => {
  test.for(gatewayProtocols)('that is right gets full marks (%s)', async (protocol) => {
    const card = await tried(protocol)
    expect(found(card)).toEqual([])
    expect(card).toMatchObject({ ok: true, marks: card.of, of: 4 * card.scenarios.length })
    expect(card.scenarios.length).toBeGreaterThanOrEqual(protocol === 'chat' ? 21 : 15)
  })

  test.for(bugs.map((bug) => [bug.title, bug.protocol ?? 'chat', bug] as const))(
    'that %s is found out (%s)',
    async ([, protocol, bug]) => {
      const card = await tried(protocol, bug)
      expect(found(card)).toEqual(expect.arrayContaining(bug.found.map(([scenario, rule]) => `${scenario}: ${rule}`)))
      expect(card.ok).toBe(false)
      for (const { marks, problems } of card.scenarios) {
        expect(Object.values(marks).every(Boolean)).toBe(problems.length === 0)
      }
    },
  )
})
