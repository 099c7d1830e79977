/**
 * Whether text ends in the first half of a character outside the basic plane (a high surrogate). Alone it can't be
 * written in UTF-8, so that it has to wait for the second half.
 */
export function endsInHalf(text: string): boolean {
  return (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800
}
