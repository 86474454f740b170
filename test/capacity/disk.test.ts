import {describe, expect, test} from 'vitest'

import {type DiskQuestion, reckonDisk} from '../../src/capacity/disk.js'
import {effective} from '../../src/capacity/formula.js'

const spec = (value: number) => ({value, source: 'spec' as const})
const given = (value: number) => ({value, source: 'given' as const})

const question = {
  prometheus: {retentionS: spec(15 * 86_400), size: spec(8 * 2 ** 30), samplesPerS: given(1000)},
  elasticsearch: {
    retentionS: spec(14 * 86_400),
    budget: spec(20 * 2 ** 30),
    replicas: spec(0),
    bytesPerDay: given(1e9),
  },
  postgres: {
    dataBytes: given(50e9),
    growthFactor: given(1.25),
    maxWalBytes: spec(1e9),
    walBytesPerDay: given(2e9),
    pitrDays: given(7),
  },
  backups: {copies: given(17)},
} satisfies DiskQuestion

function sizeOf(id: string, of: DiskQuestion = question): number | undefined {
  const figure = reckonDisk(of).figures.find((one) => one.id === id)
  return figure && effective(figure)
}

describe('the disk of the stack', () => {
  test('holds 15 days of 1,000 samples a second in 2.6 GB', () => {
    expect(sizeOf('prometheus.blocks')).toBe(15 * 86_400 * 1000 * 2)
  })

  test('holds two weeks of 1 GB of lines a day, with their index, below the watermark', () => {
    expect(sizeOf('elasticsearch.lines')).toBeCloseTo((14e9 * 1.1) / 0.85, 0)
  })

  test('holds seven days of archived log only when they are wanted', () => {
    expect(sizeOf('postgres.archive')).toBe(14e9)
    expect(
      sizeOf('postgres.archive', {...question, postgres: {...question.postgres, pitrDays: given(0)}}),
    ).toBeUndefined()
  })

  test('holds every backup that stays', () => {
    expect(sizeOf('backups')).toBeCloseTo(50e9 * 1.25 * 0.35 * 17, 0)
  })

  test('is never more than opsctl.yaml lets a store have', () => {
    const busy = {...question, prometheus: {...question.prometheus, samplesPerS: given(1e6)}}
    expect(sizeOf('prometheus.blocks', busy)).toBe(8 * 2 ** 30)
  })

  test('is bought so that it is 80 % full', () => {
    const {used, disk, isComplete} = reckonDisk(question)
    expect(disk).toBeCloseTo(used / 0.8, 6)
    expect(isComplete).toBe(true)
  })

  test('is a lower bound that says what is missing when something is not known', () => {
    const {dataBytes: _, ...postgres} = question.postgres
    const answer = reckonDisk({...question, postgres})
    expect(answer.isComplete).toBe(false)
    expect(answer.figures.find(({id}) => id === 'postgres.data')?.needs?.en).toContain('--data-size')
  })
})
