/**
 * What keeps a browser from doing more with an answer than reading it: guessing another type, showing it in a frame or
 * as a page with scripts, keeping it on the disk, telling others where it was.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}
