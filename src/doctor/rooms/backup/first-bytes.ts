/** What a file is by its first bytes, by its name, and whose backup it is. Pure. */
import type {BackupSeen} from './facts.js'

type Format = BackupSeen['format']

const GZIP = [0x1f, 0x8b]
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd]
const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a]
const TAR_MARK = 257

/** By what every tool of its kind writes first. */
export function formatOf(head: Buffer): Format {
  if (head.length === 0) return 'empty'
  const starts = (bytes: readonly number[]) => bytes.every((byte, index) => head[index] === byte)
  const text = head.subarray(0, 64).toString('latin1')
  if (text.startsWith('PGDMP')) return 'pg-custom'
  if (text.startsWith('REDIS')) return 'rdb'
  if (text.startsWith('age-encryption.org/') || text.startsWith('-----BEGIN AGE')) return 'age'
  if (text.startsWith('-----BEGIN PGP MESSAGE') || head[0] === 0x85 || head[0] === 0x8c) return 'gpg'
  if (starts(GZIP)) return 'gzip'
  if (starts(ZSTD)) return 'zstd'
  if (starts(XZ)) return 'xz'
  if (text.startsWith('PK')) return 'zip'
  if (head.subarray(TAR_MARK, TAR_MARK + 5).toString('latin1') === 'ustar') return 'tar'
  return /^(--|\/\*|SET |CREATE |BEGIN|\\restrict|\\connect|INSERT |COPY )/m.test(text) ? 'sql' : 'unknown'
}

const BY_NAME: readonly (readonly [RegExp, Format])[] = [
  [/\.age$/, 'age'],
  [/\.(gpg|asc)$/, 'gpg'],
  [/\.(gz|tgz)$/, 'gzip'],
  [/\.zst$/, 'zstd'],
  [/\.xz$/, 'xz'],
  [/\.zip$/, 'zip'],
  [/\.tar$/, 'tar'],
  [/\.rdb$/, 'rdb'],
  [/\.(dump|pgdump|custom|backup)$/, 'pg-custom'],
  [/\.sql$/, 'sql'],
]

/** What its name says it is. */
export function formatByName(name: string): Format | undefined {
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1]
}

/** Whose backup it is, by its name and first bytes. */
export function kindOf(name: string, format: Format): BackupSeen['kind'] {
  if (format === 'rdb' || /redis|\.rdb|\.aof/i.test(name)) return 'redis'
  if (
    format === 'pg-custom' ||
    format === 'sql' ||
    /\.sql(\.|$)|\.dump(\.|$)|postgres|pg_?dump|(^|[-_/])(db|database|pg)[-_.]/i.test(name)
  )
    return 'postgres'
  if (/elastic|snapshot/i.test(name)) return 'elasticsearch'
  if (/(^|[-_/])logs?[-_.]/i.test(name)) return 'logs'
  return /\.(tar|tgz|zip)(\.|$)|files|uploads/i.test(name) ? 'files' : 'unknown'
}

const RDB_END = 0xff
const RDB_CHECKSUM_BYTES = 8

/** Whether the snapshot of a cache ends as it must: its last mark, then a checksum of eight bytes. */
export function endsAsRdb(tail: Buffer): boolean {
  return tail.at(-RDB_CHECKSUM_BYTES - 1) === RDB_END
}
