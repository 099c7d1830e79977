/** A process that holds a store's file, as a backup or a shell does, until its standard input ends: `node locker.ts FILE`. */
import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(process.argv[2] ?? '')
database.exec('PRAGMA busy_timeout = 5000; BEGIN EXCLUSIVE')
process.stdout.write('locked\n')
process.stdin.resume().on('end', () => {
  database.exec('COMMIT')
  database.close()
})
