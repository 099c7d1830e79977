/** Moved to `../ending.ts`; here until the server and the command line import it from there. */
export { readFailure } from '../ending.ts'
