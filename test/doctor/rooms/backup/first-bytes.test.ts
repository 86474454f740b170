import {gzipSync} from 'node:zlib'
import {expect, test} from 'vitest'

import {mentionsBackup} from '../../../../src/doctor/rooms/backup/collect-schedule.js'
import {endsAsRdb, formatByName, formatOf, kindOf} from '../../../../src/doctor/rooms/backup/first-bytes.js'

test('knows a file by what its tool writes first', () => {
  const heads: readonly (readonly [Buffer, string])[] = [
    [Buffer.alloc(0), 'empty'],
    [Buffer.from('PGDMP\x01\x0f\x00'), 'pg-custom'],
    [Buffer.from('--\n-- PostgreSQL database dump\n--\n'), 'sql'],
    [gzipSync('x'), 'gzip'],
    [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), 'zstd'],
    [Buffer.from('REDIS0012'), 'rdb'],
    [Buffer.from('age-encryption.org/v1\n'), 'age'],
    [Buffer.from('PK\x03\x04'), 'zip'],
    [Buffer.from('nothing known'), 'unknown'],
  ]
  for (const [head, format] of heads) expect(formatOf(head), format).toBe(format)
})

test('knows by the name what it should be, and whose it is', () => {
  expect(formatByName('newapi_backup_20260115.sql.gz')).toBe('gzip')
  expect(formatByName('monday')).toBeUndefined()
  expect(kindOf('newapi_backup_20260115.sql.gz', 'pg-custom')).toBe('postgres')
  expect(kindOf('dump.rdb', 'rdb')).toBe('redis')
  expect(kindOf('uploads-2026.tar.gz', 'gzip')).toBe('files')
  expect(kindOf('monday', 'unknown')).toBe('unknown')
})

test('a snapshot ends with its mark and eight bytes', () => {
  expect(endsAsRdb(Buffer.from([1, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]))).toBe(true)
  expect(endsAsRdb(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))).toBe(false)
})

test('a line of a crontab counts when it is about this project and no comment', () => {
  const line = '0 2 * * * root /srv/shop/backup.sh'
  expect(mentionsBackup(line, ['/srv/shop', 'shop'])).toBe(true)
  expect(mentionsBackup(`# ${line}`, ['/srv/shop'])).toBe(false)
  expect(mentionsBackup(line, ['/srv/other'])).toBe(false)
})
