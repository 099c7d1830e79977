#!/usr/bin/env node
import { run } from './run.ts'

// A reader that closes the pipe early (head, less) is nobody's error; unheard, it would print a stack trace.
process.stdout.on('error', () => undefined)
process.exitCode = await run(process.argv.slice(2))
