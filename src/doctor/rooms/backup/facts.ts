/** What is seen of backups: names, sizes, ages and first bytes. What they hold is read only to see that it can be. */
import {z} from 'zod'

import {defineFact} from '../../facts.js'

export const kinds = ['postgres', 'redis', 'elasticsearch', 'files', 'logs', 'unknown'] as const
export const formats = [
  'pg-custom',
  'sql',
  'gzip',
  'zstd',
  'xz',
  'zip',
  'tar',
  'rdb',
  'age',
  'gpg',
  'empty',
  'unknown',
] as const

const backup = z.object({
  /** From backups/. */
  file: z.string(),
  kind: z.enum(kinds),
  /** When it was made: by its manifest, else when it was last written. UTC, ISO 8601. */
  at: z.string(),
  bytes: z.number(),
  mode: z.number(),
  /** By its first bytes. */
  format: z.enum(formats),
  /** By its name; absent where the name says nothing. */
  named: z.enum(formats).optional(),
  /** Why it can’t be read to its end, in the words of who tried; absent when it can, or nobody tried. */
  broken: z.string().optional(),
  /** Whether it was read to its end. */
  wasRead: z.boolean(),
  checksum: z.enum(['match', 'mismatch', 'none', 'untried']),
  inCatalog: z.boolean(),
})
export type BackupSeen = z.infer<typeof backup>

export const backupsFact = defineFact(
  'backup.files',
  z.object({
    folder: z.object({there: z.boolean(), mode: z.number(), isRemote: z.boolean()}),
    /** Newest first. */
    backups: z.array(backup),
    /** Begun and never ended. */
    partial: z.array(z.string()),
    freeBytes: z.number(),
    /** The last try to restore one, as its record says. */
    restoreTest: z.object({at: z.string(), ok: z.boolean()}).optional(),
    /** Newest file at the second place that opsctl.yaml names. */
    offsite: z.object({place: z.string(), newest: z.string().optional(), isAsked: z.boolean()}).optional(),
  }),
)

export const scheduleFact = defineFact(
  'backup.schedule',
  z.object({
    /** Where a line or a timer speaks of backups of this project. */
    entries: z.array(z.object({where: z.string(), failed: z.boolean()})),
  }),
)

export const standbyFact = defineFact('backup.standby', z.object({status: z.number()}))
