/** CI reads the counts from the runner's own report: `VITEST_JSON` names the file that it is to be written to. */
const file = process.env['VITEST_JSON']

export const reporting = file === undefined ? {} : { reporters: ['default', 'json'], outputFile: { json: file } }
