/** Moved to `../json.ts`; here until the server and the command line import it from there. */
export { isRecord, jsonText, type JsonRecord } from '../json.ts'
