import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smallStream, sse } from './checked-streams.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const megabyte = 1024 * 1024
let folder = ''

beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'counterpoint-large-'))))
afterAll(async () => rm(folder, { recursive: true }))

/** Writes one piece of text again and again, until the file has so many bytes. */
async function large(name: string, bytes: number, piece: (n: number) => string, ends: [string, string] = ['', '']) {
  const path = join(folder, name)
  const file = createWriteStream(path)
  file.write(ends[0])
  for (let written = 0, n = 0; written < bytes; n += 1) {
    const text = piece(n)
    written += text.length
    if (!file.write(text)) await once(file, 'drain')
  }
  await new Promise<void>((resolve) => file.end(ends[1], resolve))
  return path
}

/** Checks a file in a process of its own: its exit code, and the most memory that it ever had. */
async function checking(file: string) {
  const tell = 'process.on("exit",()=>process.stderr.write(`${process.resourceUsage().maxRSS}`))'
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${tell}`, main, 'check', file])
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = await once(child, 'close')
  return { code, stdout, resident: Number(stderr) * 1024 }
}

const text = 'So it goes. '.repeat(400)
const response = (n: number) => smallStream(text, `resp_${n}`)

describe('a file of a hundred megabytes', () => {
  it('is checked in the memory of its largest response', async () => {
    const small = await checking(await large('small.sse', megabyte, (n) => sse(response(n))))
    const { code, stdout, resident } = await checking(await large('large.sse', 100 * megabyte, (n) => sse(response(n))))
    expect(stdout).toMatch(/^✓ .* events, \d{4,} responses\n/)
    expect(code).toBe(0)
    expect(resident).toBeGreaterThan(megabyte)
    expect(resident - small.resident).toBeLessThan(100 * megabyte)
  })

  it('may be one list, in one line', async () => {
    const small = await checking(await large('small.json', megabyte, list, ['[', '0]']))
    const { code, resident } = await checking(await large('large.json', 50 * megabyte, list, ['[', '{"type":"x"}]']))
    // The last one is no event of the API: it was read to its end.
    expect(code).toBe(1)
    expect(resident - small.resident).toBeLessThan(50 * megabyte)
  })
})

function list(n: number): string {
  return response(n)
    .map((event) => `${JSON.stringify(event)},`)
    .join('')
}
