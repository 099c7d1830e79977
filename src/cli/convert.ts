import { Argument, Command, Option } from 'commander'
import { isTokens, type ModelFormat, modelFormats, type ModelOutputPiece } from '../runtime/model-output.ts'
import { respond } from '../runtime/respond.ts'
import { readChunks } from '../sources/chunks.ts'
import { type Dialect, dialects } from '../wire/dialect.ts'
import { CounterpointError } from '../wire/error.ts'
import { openInput } from './input.ts'
import { writeAll } from './output.ts'
import { readTools } from './tools.ts'

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
  const tools = toolsFile === undefined ? [] : await readTools(toolsFile)
  const onWarning = ({ code, message }: { code: string; message: string }) => {
    process.stderr.write(`counterpoint: ${code}: ${message}\n`)
  }
  const body = await openInput(file)
  const output = from === 'harmony' ? body : await usableChunks(readChunks(body, { onWarning }), file, from)
  const stream = respond(output, {
    from,
    dialect,
    tools,
    response: { model },
    codeInterpreter: true,
    webSearch: true,
    onWarning,
  })
  await writeAll(stream.frames(), process.stdout)
}

/** A file without a single chunk of its format is the wrong file or the wrong `--from`: said before anything is written. */
async function usableChunks(
  chunks: AsyncGenerator<unknown>,
  file: string,
  from: ModelFormat,
): Promise<AsyncIterable<ModelOutputPiece>> {
  const first = await chunks.next()
  const isUsable = first.done !== true && isObject(first.value) && (from !== 'harmony-tokens' || isTokens(first.value))
  if (!isUsable) {
    const name = file === '-' ? 'standard input' : file
    throw new CounterpointError(
      'input/unusable',
      `${name} holds no ${from} chunks; give ${shapes[from]}, or another --from.`,
    )
  }
  return startingWith(first, chunks)
}

const shapes: Record<ModelFormat, string> = {
  harmony: 'Harmony text',
  'harmony-tokens': 'JSON lines of {"id": …, "text": …} or {"token_ids": […], "text": …}',
  vllm: 'the completion chunks of vLLM, as JSON lines or server-sent events',
  chat: 'Chat Completions chunks, as JSON lines or server-sent events',
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

async function* startingWith(
  first: IteratorResult<unknown>,
  rest: AsyncGenerator<unknown>,
): AsyncGenerator<object | string> {
  for (let next = first; next.done !== true; next = await rest.next()) {
    const { value } = next
    yield isObject(value) ? value : String(value)
  }
}
