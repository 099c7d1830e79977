import { z } from 'zod'

type Complaint = z.core.$ZodRawIssue

/**
 * A schema that is chosen by looking at the value. `z.union` would try every branch and then not know which one was
 * meant; here the branch's own complaint stands, at its own path.
 */
export function chosen<Output>(choose: (value: unknown) => z.ZodType<Output> | Complaint): z.ZodType<Output> {
  return z.unknown().transform((value, context) => {
    const choice = choose(value)
    if (!(choice instanceof z.ZodType)) {
      context.issues.push(choice)
      return z.NEVER
    }
    const result = choice.safeParse(value)
    if (result.success) return result.data
    for (const issue of result.error.issues) {
      // The path is filled up by who holds this schema, in place.
      context.issues.push({ ...issue, input: undefined, path: [...issue.path] })
    }
    return z.NEVER
  })
}

/** That a value is of the wrong type. */
export function wrongType(
  expected: z.core.$ZodInvalidTypeExpected,
  input: unknown,
  path: PropertyKey[] = [],
): Complaint {
  return { code: 'invalid_type', expected, input, path }
}

/** A complaint in words of its own. */
export function complaint(message: string, code: string, input: unknown, path: PropertyKey[] = []): Complaint {
  return { code: 'custom', message, params: { code }, input, path }
}

/**
 * Objects that are told apart by their `type`.
 *
 * @param kinds the schema of each type
 * @param otherwise what is done with a type that is not among them, or with none; a complaint where absent
 */
export function byType<Kinds extends Record<string, unknown>>(
  kinds: { [Kind in keyof Kinds]: z.ZodType<Kinds[Kind]> },
  otherwise?: (type: unknown, value: object) => z.ZodType<Kinds[keyof Kinds]> | undefined,
): z.ZodType<Kinds[keyof Kinds]> {
  const isKind = (type: unknown): type is keyof Kinds => typeof type === 'string' && Object.hasOwn(kinds, type)
  return chosen((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrongType('object', value)
    const type: unknown = 'type' in value ? value.type : undefined
    if (isKind(type)) return kinds[type]
    const values = Object.keys(kinds)
    return otherwise?.(type, value) ?? { code: 'invalid_value', values, input: type, path: ['type'] }
  })
}

/** A string, or a list of something. The complaint about anything else names both. */
export function stringOrList<Entry>(entry: z.ZodType<Entry>, what: string): z.ZodType<string | Entry[]> {
  const list = z.array(entry)
  return chosen<string | Entry[]>((value) => {
    if (typeof value === 'string') return z.string()
    return Array.isArray(value) ? list : wrongType(`a string or an array of ${what}`, value)
  })
}

/** A string out of a known few, or an object. */
export function wordOrObject<Word extends string, Other>(words: z.ZodType<Word>, other: z.ZodType<Other>) {
  return chosen<Word | Other>((value) => {
    if (typeof value === 'string') return words
    return typeof value === 'object' && value !== null ? other : wrongType('a string or an object', value)
  })
}

/**
 * A field that may be missing or null, which clients do not tell apart. Not by `transform`: zod gives each one's payload a
 * closure, which V8 13 frees with a major collection only; for the thirty fields of a request that was 8 kB.
 */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  const known = z.custom<z.output<Schema> | undefined>()
  return schema
    .nullish()
    .overwrite((value) => value ?? undefined)
    .pipe(known)
}
