/** A JSON value as TypeScript writes it. Takes anything that JSON can hold. */
export function literal(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined'
}

/** A property's name: quoted where it is no identifier. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}
