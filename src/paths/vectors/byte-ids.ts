/**
 * The bytes in the order in which o200k_harmony numbers them, from 0: those that can be printed first. Its first 256
 * ids are single bytes, so any text has ids without a vocabulary: right ones, though not those that a model would choose.
 */
const order = [
  ...range(0x21, 0x7e),
  ...range(0xa1, 0xac),
  ...range(0xae, 0xff),
  ...range(0x00, 0x20),
  ...range(0x7f, 0xa0),
  0xad,
]

const ids = new Map(order.map((byte, id) => [byte, id]))

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at)
}

/** A token id for each byte of a text. */
export function byteIds(text: string): number[] {
  return Array.from(new TextEncoder().encode(text), (byte) => ids.get(byte) ?? 0)
}
