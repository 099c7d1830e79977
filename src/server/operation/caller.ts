import type { ServerRequest } from '../http.ts'

/** Whom a limit counts for: the key, or where there is none the address. */
export function callerOf({ address }: ServerRequest, owner: string): string {
  return owner === '' ? `address ${networkOf(address ?? '')}` : `key ${owner}`
}

/** One customer has a whole /64 of IPv6 addresses; a limit for each of them would be none. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('%', 1)[0]?.toLowerCase().split('::') ?? []
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(':')
}
