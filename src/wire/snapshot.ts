import { CounterpointError } from './error.ts'
import { snapshotVersion } from './response.ts'

/**
 * Makes sure that a persisted snapshot of the response machine can be carried on by this version of the package.
 *
 * @param snapshot what `getPersistedSnapshot` gave, after a JSON round trip
 * @returns the snapshot, unchanged
 * @throws CounterpointError `snapshot/unreadable` where it is none, `snapshot/version` where another version wrote it
 */
export function readSnapshot<Snapshot>(snapshot: Snapshot): Snapshot {
  const version = versionOf(snapshot)
  if (version === undefined) {
    throw new CounterpointError(
      'snapshot/unreadable',
      'This is no snapshot of the response machine: context.version is missing; pass what getPersistedSnapshot gave.',
    )
  }
  if (version !== snapshotVersion) {
    throw new CounterpointError(
      'snapshot/version',
      `The snapshot has version ${String(version)} and this package reads version ${snapshotVersion}; finish the stream with the version that began it.`,
    )
  }
  return snapshot
}

function versionOf(snapshot: unknown): unknown {
  if (typeof snapshot !== 'object' || snapshot === null || !('context' in snapshot)) return undefined
  const { context } = snapshot
  return typeof context === 'object' && context !== null && 'version' in context ? context.version : undefined
}
