import {describe, expect, test} from 'vitest'
import {parseDuration, parseRate, parseShare, parseSpan} from '../../src/bench/units.js'
import type {OpsError} from '../../src/errors.js'
import {formatBytes, formatRate, formatUs} from '../../src/figures.js'

function refused(work: () => unknown): OpsError {
  try {
    work()
  } catch (error) {
    return error as OpsError
  }
  throw new Error('it was taken')
}

describe('what is typed', () => {
  test.each([
    ['500ms', 0.5],
    ['20s', 20],
    ['1.5s', 1.5],
    ['2m', 120],
    ['1h', 3600],
    ['0s', 0],
  ])('%s is %d s', (written, seconds) => {
    expect(parseDuration(written, 'warmup')).toBe(seconds)
  })

  test.each(['20', '20 s', '-1s', '', '1d', 's'])('"%s" is no duration', (written) => {
    expect(refused(() => parseDuration(written, 'duration')).code).toBe('OPS_FLAG_DURATION')
  })

  test('what must last is longer than 0', () => {
    expect(parseSpan('1s', 'duration')).toBe(1)
    expect(refused(() => parseSpan('0s', 'duration')).text.en).toBe('--duration must be longer than 0')
  })

  test.each([
    ['500', 500],
    ['500/s', 500],
    ['2k', 2000],
    ['1.5k/s', 1500],
    ['0.5', 0.5],
  ])('%s is a rate of %d', (written, rate) => {
    expect(parseRate(written, 'rate')).toBe(rate)
  })

  test.each(['0', '0k', '-5', 'fast', '10/m', ''])('"%s" is no rate', (written) => {
    const error = refused(() => parseRate(written, 'rate'))
    expect(error.code).toBe('OPS_FLAG_RATE')
    expect(error.exitCode).toBe(2)
  })

  test.each([
    ['5%', 0.05],
    ['0.05', 0.05],
    ['100%', 1],
  ])('%s is a share of %d', (written, share) => {
    expect(parseShare(written, 'max-error-ratio')).toBeCloseTo(share)
  })

  test.each(['0', '0%', '101%', '2', 'half'])('"%s" is no share', (written) => {
    expect(refused(() => parseShare(written, 'max-error-ratio')).code).toBe('OPS_FLAG_SHARE')
  })
})

describe('what is read', () => {
  test.each([
    [0, '0 µs'],
    [0.04, '0.04 µs'],
    [42, '42 µs'],
    [99.94, '99.9 µs'],
    [123.4, '0.123 ms'],
    [1840, '1.84 ms'],
    [98_765, '98.8 ms'],
    [999_499, '999 ms'],
    [2_050_000, '2.05 s'],
    [123_456_789, '123 s'],
  ])('%d µs reads %s', (us, text) => {
    expect(formatUs(us)).toBe(text)
  })

  test.each([
    [0, '0/s'],
    [0.5, '0.5/s'],
    [98.76, '98.8/s'],
    [12_345.6, '12,346/s'],
  ])('%d per second reads %s', (rate, text) => {
    expect(formatRate(rate)).toBe(text)
  })

  test('bytes have binary units', () => {
    expect([0, 1023, 1536, 200 * 1024, 5 * 1024 ** 3].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.5 KiB',
      '200 KiB',
      '5 GiB',
    ])
  })
})
