/** `deploy/.opsctl.json`: what opsctl wrote last time. What it says is never trusted as a path without a check. */

export const MANIFEST = '.opsctl.json'

export interface Manifest {
  /** Path under `deploy/` → sha256 of the content as it was written. */
  readonly files: Readonly<Record<string, string>>
  /** Component id → its reloadable files, sorted. */
  readonly reload: Readonly<Record<string, readonly string[]>>
}

export const emptyManifest: Manifest = {files: {}, reload: {}}

/** Reads a manifest; one that is broken counts as empty, so that every file there is taken for a person's own. */
export function parseManifest(text: string | undefined): Manifest {
  if (text === undefined) return emptyManifest
  try {
    const {files, reload} = JSON.parse(text) as Partial<Manifest>
    return {files: {...files}, reload: {...reload}}
  } catch {
    return emptyManifest
  }
}

/** Sorted, so that it is the same bytes for the same files. */
export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify({version: 1, files: sorted(manifest.files), reload: sorted(manifest.reload)}, undefined, 2)}\n`
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
