import { shortened } from '../api-error.ts'
import { paramOf, type PathStep, valueAt } from './param.ts'

/** Something in a request that was passed over, for the log. */
export interface RequestWarning {
  /** `request/unknown-item`, `request/unknown-tool`, `request/repeated-tool`, `request/tool-choice`. */
  code: string
  message: string
  param: string
}

/** Warns about an item or a tool of a type that is not known here. */
export function passedOver(kind: 'item' | 'tool', body: unknown, path: readonly PathStep[]): RequestWarning {
  const param = paramOf(path)
  const type = shortened(String(valueAt(body, [...path, 'type'])))
  const message = `${param} has the type '${type}', which this server does not have; it was passed over.`
  return { code: `request/unknown-${kind}`, message, param }
}
