import { Argument, Command, Option } from 'commander'
import { type ModelFormat, modelFormats } from '../runtime/model-format.ts'
import { respond } from '../runtime/respond.ts'
import { decodeText } from '../runtime/decode-text.ts'
import { readChunks } from '../sources/chunks.ts'
import { type Dialect, dialects } from '../wire/dialect.ts'
import { CounterpointError } from '../wire/error.ts'
import { openInput } from './input.ts'
import { writeAll } from './output.ts'
import { readTools } from './tools.ts'
import { usableChunks } from './usable-chunks.ts'

interface ConvertOptions {
  from: ModelFormat
  dialect: Dialect
  tools?: string
  model: string
}

/** `counterpoint convert`: model output in, the event stream on standard output. Runs no tools. */
export function convertCommand(): Command {
  return new Command('convert')
    .description("Turn a model's output into the Responses event stream (server-sent events on standard output).")
    .addOption(new Option('--from <format>', 'what the output is written in').choices(modelFormats).default('harmony'))
    .addOption(new Option('--dialect <dialect>', 'how events are spelled').choices(dialects).default('openai'))
    .option('--tools <file>', "the request's tools, as JSON: they tell function calls from other calls")
    .option('--model <name>', 'the model that the response names', 'gpt-oss')
    .addArgument(new Argument('[file]', 'the output; - for standard input').default('-'))
    .action(async (file: string, options: ConvertOptions) => convert(file, options))
}

async function convert(file: string, { from, dialect, tools: toolsFile, model }: ConvertOptions): Promise<void> {
  if (file === '-' && toolsFile === '-') {
    throw new CounterpointError('input/twice', 'Standard input can be read once; name a file for --tools.')
  }
  const tools = toolsFile === undefined ? [] : await readTools(toolsFile)
  const warnings = new Warnings()
  const body = rememberingFailure(await openInput(file))
  const output =
    from === 'harmony'
      ? body.chunks
      : await usableChunks(readChunks(decodeText(body.chunks, warnings.take), { onWarning: warnings.take }), file, from)
  warnings.print()
  const stream = respond(output, {
    from,
    dialect,
    tools,
    response: { model },
    codeInterpreter: true,
    webSearch: true,
    onWarning: warnings.take,
  })
  await writeAll(stream.frames(), process.stdout)
  // The stream has said it as response.failed; the exit code says it too.
  if (body.failure !== undefined) throw body.failure
}

interface Warned {
  code: string
  message: string
  offset?: number
  text?: string
}

/** Warnings go to standard error, but none before the input is known to be usable: what is wrong takes one line. */
class Warnings {
  #waiting: string[] | null = []

  take = ({ code, message, offset, text }: Warned): void => {
    // What was dropped stands nowhere else: nothing that the model said is lost.
    const where =
      offset === undefined ? '' : ` At character ${offset}${text === undefined ? '' : `: ${JSON.stringify(text)}`}.`
    const line = `counterpoint: ${code}: ${message}${where}\n`
    if (this.#waiting === null) process.stderr.write(line)
    else this.#waiting.push(line)
  }

  print(): void {
    for (const line of this.#waiting ?? []) process.stderr.write(line)
    this.#waiting = null
  }
}

interface Body {
  chunks: AsyncIterable<Uint8Array>
  /** Why it could not be read to its end. */
  failure?: unknown
}

function rememberingFailure(input: AsyncIterable<Uint8Array>): Body {
  async function* read() {
    try {
      yield* input
    } catch (error) {
      body.failure = error
      throw error
    }
  }
  const body: Body = { chunks: read() }
  return body
}
