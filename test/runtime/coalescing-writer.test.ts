import { describe, expect, test } from 'vitest'
import { CoalescingWriter, type WriterOptions } from '../../src/runtime/coalescing-writer.ts'

/** A writer whose ticks end when the test says so. */
function writerOf(options: Partial<WriterOptions> = {}) {
  const writes: string[] = []
  let flushes: (() => void)[] = []
  const writer = new CoalescingWriter({
    write: (text) => void writes.push(text),
    schedule: (flush) => void flushes.push(flush),
    ...options,
  })
  const endTick = () => {
    const due = flushes
    flushes = []
    for (const flush of due) flush()
  }
  return { writer, writes, endTick }
}

/** A reader that takes each write when the test says so. */
function slowReader() {
  const writes: string[] = []
  let taken: PromiseWithResolvers<void>[] = []
  return {
    writes,
    write(text: string) {
      writes.push(text)
      const one = Promise.withResolvers<void>()
      taken.push(one)
      return one.promise
    },
    async take() {
      for (const one of taken.splice(0)) one.resolve()
      await settled()
    },
    async breakOff(error: Error) {
      for (const one of taken.splice(0)) one.reject(error)
      await settled()
    },
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('frames', () => {
  test('of one tick share one write', () => {
    const { writer, writes, endTick } = writerOf()
    for (const frame of ['first', 'a', 'b', 'c']) writer.push(frame)
    endTick()
    expect(writes).toEqual(['first', 'abc'])
  })

  test('of the next tick make another write', () => {
    const { writer, writes, endTick } = writerOf()
    for (const frame of ['first', 'a', 'b']) {
      writer.push(frame)
      endTick()
    }
    expect(writes).toEqual(['first', 'a', 'b'])
  })

  test('that come first are written before push returns', () => {
    const { writer, writes } = writerOf()
    writer.push('first')
    expect(writes).toEqual(['first'])
  })

  test('are written at the end of the microtask queue where nothing else is asked for', async () => {
    const writes: string[] = []
    const writer = new CoalescingWriter({ write: (text) => void writes.push(text) })
    for (const frame of ['first', 'a', 'b']) writer.push(frame)
    expect(writes).toEqual(['first'])
    await Promise.resolve()
    expect(writes).toEqual(['first', 'ab'])
  })

  test('keep their order, whether the reader is slow or not', async () => {
    const reader = slowReader()
    const { writer, endTick } = writerOf({ write: reader.write })
    const frames = Array.from({ length: 100 }, (_, index) => `${index};`)
    for (const [index, frame] of frames.entries()) {
      writer.push(frame)
      if (index % 3 === 0) endTick()
      if (index % 7 === 0) await reader.take()
    }
    endTick()
    while (reader.writes.join('') !== frames.join('')) await reader.take()
    expect(reader.writes.join('')).toBe(frames.join(''))
  })
})

describe('a slow reader', () => {
  test('gets nothing more until it has taken the last write', async () => {
    const reader = slowReader()
    const { writer, endTick } = writerOf({ write: reader.write })
    for (const frame of ['first', 'a', 'b']) {
      writer.push(frame)
      endTick()
    }
    expect(reader.writes).toEqual(['first'])
    await reader.take()
    expect(reader.writes).toEqual(['first', 'ab'])
  })

  test('makes the writer full, and drained once it has taken everything', async () => {
    const reader = slowReader()
    const { writer } = writerOf({ write: reader.write, highWater: 4 })
    writer.push('first')
    writer.push('12345')
    expect(writer.isFull).toBe(true)
    const drained = writer.drained().then(() => 'drained')
    await reader.take()
    expect(writer.isFull).toBe(false)
    expect(await Promise.race([drained, settled().then(() => 'still waiting')])).toBe('still waiting')
    await reader.take()
    expect(await drained).toBe('drained')
  })

  test('that has stopped is given up when the limit is passed', () => {
    const reader = slowReader()
    const { writer } = writerOf({ write: reader.write, limit: 10 })
    writer.push('first')
    writer.push('1234567890')
    expect(() => writer.push('1')).toThrow('The reader took nothing while 10 characters were waiting for it')
    expect(() => writer.push('1')).toThrow('The reader took nothing')
  })

  test('that is given up leaves nothing in memory', () => {
    const reader = slowReader()
    const { writer } = writerOf({ write: reader.write, highWater: 0, limit: 10 })
    writer.push('first')
    expect(() => writer.push('12345678901')).toThrow('The reader took nothing')
    expect(writer.isFull).toBe(false)
  })
})

describe('a write that fails', () => {
  test('at once rejects drained with what it threw', async () => {
    const failure = new Error('closed')
    const { writer } = writerOf({
      write: () => {
        throw failure
      },
    })
    writer.push('first')
    await expect(writer.drained()).rejects.toBe(failure)
  })

  test('at once makes the next push throw the same', () => {
    const { writer } = writerOf({
      write: () => {
        throw new Error('closed')
      },
    })
    writer.push('first')
    expect(() => writer.push('a')).toThrow('closed')
  })

  test('later rejects those that wait', async () => {
    const reader = slowReader()
    const { writer } = writerOf({ write: reader.write })
    writer.push('first')
    const drained = expect(writer.drained()).rejects.toThrow('reset')
    await reader.breakOff(new Error('reset'))
    await drained
    expect(() => writer.push('a')).toThrow('reset')
  })

  test('later is followed by no other write', async () => {
    const reader = slowReader()
    const { writer, endTick } = writerOf({ write: reader.write })
    writer.push('first')
    writer.push('a')
    await reader.breakOff(new Error('reset'))
    endTick()
    expect(reader.writes).toEqual(['first'])
  })
})

test('a writer that nothing waits in is drained', async () => {
  const { writer, endTick } = writerOf()
  await writer.drained()
  writer.push('first')
  writer.push('a')
  const drained = writer.drained()
  endTick()
  await expect(drained).resolves.toBe(undefined)
})
