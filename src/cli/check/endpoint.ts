import { CounterpointError } from '../../wire/error.ts'

/** Whether a word of the command line is an address, and no file. */
export function isAddress(word: string): boolean {
  return /^https?:\/\//i.test(word)
}

/**
 * The address that responses are asked of: given as such, or completed from a server's or an API's base.
 *
 * @throws CounterpointError `check/address`
 */
export function endpointOf(word: string): URL {
  const url = URL.parse(word)
  if (url === null || url.hostname === '') {
    throw new CounterpointError('check/address', `${word} is no address; give one as http://HOST:PORT/v1/responses.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new CounterpointError(
      'check/address',
      `The address of ${url.host} holds a password; give it with --header 'Authorization: …'.`,
    )
  }
  const path = url.pathname.replace(/\/+$/, '')
  if (path.endsWith('/responses')) return url
  url.pathname = /\/v\d+$/.test(path) ? `${path}/responses` : `${path}/v1/responses`
  return url
}
