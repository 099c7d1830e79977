import { isRecord, type JsonRecord } from '../../sources/json.ts'
import { type ModelFormat, modelFormats } from '../../runtime/model-format.ts'
import { CounterpointError } from '../../wire/error.ts'

/** How a turn refuses, before its first byte. */
export interface ScriptedRefusal {
  status: number
  code: string
  message: string
}

/** One completion of a script. */
export interface ScriptedTurn {
  format: ModelFormat
  /** Pieces of the format: text, or parsed chunks. */
  chunks: readonly (string | object)[]
  /** Pieces a second; 0 for as fast as they are read. */
  perSecond: number
  /** Refuses instead. */
  refusal: ScriptedRefusal | null
  /** What breaks the stream after its last piece. */
  breaks: string | null
}

/** Completions by model name; `*` for every other model. */
export type Script = ReadonlyMap<string, readonly ScriptedTurn[]>

/**
 * Reads a script: a JSON object from model names (or `*`) to lists of turns, in order. A turn is
 *
 * - a string: Harmony text, beginning behind the prompt's `<|start|>assistant`;
 * - a list of strings: the same in pieces; a list of objects: Chat Completions chunks;
 * - an object `{format, chunks, perSecond?, breaks?}`: pieces of any format (`vllm`, `harmony-tokens`, …); `breaks` is
 *   the message of a failure after the last of them;
 * - an object `{status, message, code?}`: a refusal, as an HTTP error.
 *
 * @param name of the file, for the errors
 * @throws CounterpointError `script/…`, with the place and how to mend it
 */
export function readScript(text: string, name: string): Script {
  let script: unknown
  try {
    script = JSON.parse(text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CounterpointError('script/not-json', `${name} is not JSON (${why}); give {"MODEL": [TURN, …]}.`, {
      cause,
    })
  }
  if (!isRecord(script) || Object.keys(script).length === 0) {
    throw new CounterpointError('script/not-an-object', `${name} names no model; give {"MODEL": [TURN, …]}.`)
  }
  return new Map(
    Object.entries(script).map(([model, turns]): [string, ScriptedTurn[]] => {
      if (Array.isArray(turns) && turns.length > 0) {
        return [model, turns.map((turn: unknown, index) => readTurn(turn, `${name}: ${model}[${index}]`))]
      }
      throw new CounterpointError('script/no-turns', `${name}: ${model} has no turns; give a list of them.`)
    }),
  )
}

function readTurn(turn: unknown, where: string): ScriptedTurn {
  const plain = { perSecond: 0, refusal: null, breaks: null }
  if (typeof turn === 'string') return { ...plain, format: 'harmony', chunks: [turn] }
  if (Array.isArray(turn)) {
    const chunks = piecesOf(turn, where)
    return { ...plain, format: chunks.every((piece) => typeof piece === 'string') ? 'harmony' : 'chat', chunks }
  }
  if (!isRecord(turn)) throw wrongTurn(where)
  if (turn.status !== undefined) return { ...plain, format: 'harmony', chunks: [], refusal: refusalIn(turn, where) }
  const format = modelFormats.find((each) => each === turn.format)
  if (format === undefined) {
    const message = `${where}.format is ${JSON.stringify(turn.format)}; give one of ${modelFormats.join(', ')}.`
    throw new CounterpointError('script/format', message)
  }
  return {
    format,
    chunks: piecesOf(turn.chunks, `${where}.chunks`),
    perSecond: typeof turn.perSecond === 'number' && turn.perSecond > 0 ? turn.perSecond : 0,
    refusal: null,
    breaks: typeof turn.breaks === 'string' ? turn.breaks : null,
  }
}

function piecesOf(value: unknown, where: string): (string | object)[] {
  if (!Array.isArray(value)) throw wrongTurn(where)
  return value.map((piece: unknown, index) => {
    if (typeof piece === 'string' || isRecord(piece)) return piece
    throw wrongTurn(`${where}[${index}]`)
  })
}

function refusalIn({ status, code, message }: JsonRecord, where: string): ScriptedRefusal {
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) {
    throw new CounterpointError('script/status', `${where}.status is no HTTP error; give one from 400 to 599.`)
  }
  return {
    status,
    code: typeof code === 'string' ? code : String(status),
    message: typeof message === 'string' ? message : 'The script refuses this turn.',
  }
}

function wrongTurn(where: string): CounterpointError {
  const message = `${where} is no turn; give Harmony text, a list of pieces, {format, chunks} or {status, message}.`
  return new CounterpointError('script/turn', message)
}
