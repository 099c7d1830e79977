/** What the played model speaks. `harmony` is vLLM's `/v1/completions`. */
export const gatewayProtocols = ['chat', 'harmony'] as const

export type GatewayProtocol = (typeof gatewayProtocols)[number]
