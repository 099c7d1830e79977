import { StoreError } from '../error.ts'

/** Another process holds the file: what was to be done has not been done, and may be tried again. */
export class FileLocked extends StoreError {
  constructor(path: string, cause: Error) {
    const said = `${path}: ${cause.message}`
    super('store/unusable', `The store is locked by another process (${said}); look at who else uses it.`, { cause })
  }
}
