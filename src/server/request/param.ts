/** One step into a body: a key or an index. */
export type PathStep = string | number | symbol

/** A path as OpenAI's `param` writes it: `input[2].content[0].type`. */
export function paramOf(path: readonly PathStep[]): string {
  return path.reduce<string>((param, step) => {
    if (typeof step === 'number') return `${param}[${step}]`
    return param === '' ? String(step) : `${param}.${String(step)}`
  }, '')
}

/** What stands at a path; undefined where it leads nowhere. */
export function valueAt(body: unknown, path: readonly PathStep[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    return Reflect.get(value, step)
  }, body)
}
