import { isObject, type Json, listIn, shown } from '../json.ts'
import type { Produced, Unconserved, Voice } from './produced.ts'

const voices = ['text', 'refusal', 'reasoning'] as const satisfies readonly Voice[]

/** What was said, against what the items say: every character in exactly one place, in its own voice. */
export function checkVoices(produced: readonly Produced[], output: readonly unknown[]): Unconserved[] {
  const found = voices.flatMap((voice): Unconserved[] => {
    const said = produced.flatMap((each) => (each.kind === voice ? [each.text] : [])).join('')
    const held = output.flatMap((item) => (isObject(item) ? heldBy(item, voice) : [])).join('')
    if (said === held) return []
    const { at, lost, invented } = apart(said, held)
    const rule = `conservation/${voice}` as const
    return [{ rule, message: describe(voice, at, lost, invented), lost, invented }]
  })
  return found.map((one) => withTrace(one, found))
}

function heldBy(item: Json, voice: Voice): string[] {
  if (item['type'] === 'message' && voice !== 'reasoning') return textsOf(listIn(item, 'content'), voice)
  if (item['type'] !== 'reasoning' || voice !== 'reasoning') return []
  return textsOf([...listIn(item, 'content'), ...listIn(item, 'summary')], voice)
}

function textsOf(parts: readonly unknown[], voice: Voice): string[] {
  return parts.flatMap((part) => {
    if (!isObject(part)) return []
    const refusal = part['type'] === 'refusal'
    if (refusal !== (voice === 'refusal')) return []
    const text = refusal ? part['refusal'] : part['text']
    return typeof text === 'string' ? [text] : []
  })
}

/** Where two texts part, and what each has there that the other has not. */
function apart(said: string, held: string): { at: number; lost: string; invented: string } {
  const shorter = Math.min(said.length, held.length)
  let at = 0
  while (at < shorter && said[at] === held[at]) at += 1
  let same = 0
  while (same < shorter - at && said[said.length - 1 - same] === held[held.length - 1 - same]) same += 1
  return { at, lost: said.slice(at, said.length - same), invented: held.slice(at, held.length - same) }
}

function describe(voice: Voice, at: number, lost: string, invented: string): string {
  const where = `at character ${at} of the model's ${voice}`
  if (invented === '') return `${shown(lost)} is lost ${where}`
  if (lost === '') return `${shown(invented)} is there and was never said ${where}`
  return `${shown(lost)} has become ${shown(invented)} ${where}`
}

/** What one voice lost and another has too many of has only changed its place. */
function withTrace(one: Unconserved, all: readonly Unconserved[]): Unconserved {
  const other = all.find(({ rule, invented }) => rule !== one.rule && one.lost !== '' && invented.includes(one.lost))
  if (other === undefined) return one
  return { ...one, message: `${one.message}; it stands in the ${other.rule.slice('conservation/'.length)}` }
}
