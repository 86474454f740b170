import {describe, expect, test} from 'vitest'

import {judgeCpus, judgeDisk, judgeMemory, probeDisk} from '../../../src/checks/host/resources.js'

describe('memory', () => {
  const facts = {totalMiB: 4096, promisedMiB: 2048, largest: {service: 'postgres', memoryMiB: 512}}

  test('passes while the limits add up to less than there is', () => {
    expect(judgeMemory(facts).status).toBe('pass')
  })

  test('warns when the sum is more than there is', () => {
    expect(judgeMemory({...facts, promisedMiB: 5000}).status).toBe('warn')
  })

  test('fails when one container alone may use more than there is', () => {
    const verdict = judgeMemory({...facts, largest: {service: 'postgres', memoryMiB: 8192}})
    expect(verdict.status).toBe('fail')
    expect(verdict.detail.en).toContain('postgres')
  })

  test('fails on a machine that is too small for the log rooms, with the numbers', () => {
    const verdict = judgeMemory({...facts, leastMiB: 7168, path: 'full'})
    expect(verdict).toMatchObject({status: 'fail', fix: {en: expect.stringContaining('logs: light')}})
    expect(verdict.detail.en).toMatch(/7168 MiB.*4096 MiB/)
    expect(judgeMemory({...facts, leastMiB: 4096, path: 'light'}).status).toBe('pass')
  })

  test('is not judged while Docker is down', () => {
    expect(judgeMemory({...facts, totalMiB: undefined}).status).toBe('skip')
  })
})

describe('CPUs', () => {
  test('pass when no container wants more than there are', () => {
    expect(judgeCpus({total: 2, largest: {service: 'web', cpus: 2}}).status).toBe('pass')
  })

  test('fail when one wants more: Docker would refuse to start it', () => {
    const verdict = judgeCpus({total: 2, largest: {service: 'web', cpus: 4}})
    expect(verdict).toMatchObject({status: 'fail', fix: {en: expect.stringContaining('at most 2')}})
  })
})

describe('disk', () => {
  const facts = {folder: '/var/lib/docker', freeMiB: 20_000, imagesMiB: 2000, growthMiB: 8192}

  test.each([
    [20_000, 'pass'],
    [10_704, 'pass'],
    [10_703, 'warn'],
    [2512, 'warn'],
    [2511, 'fail'],
  ])('with %i MiB free is a %s', (freeMiB, status) => {
    expect(judgeDisk({...facts, freeMiB}).status).toBe(status)
  })

  test('is not judged when Docker keeps its data elsewhere', async () => {
    expect(await probeDisk('/no/such/folder')).toBeUndefined()
    expect(judgeDisk({...facts, freeMiB: undefined}).status).toBe('skip')
  })

  test('the free space of a real folder is a number', async () => {
    const disk = await probeDisk('/')
    expect(disk?.freeMiB).toBeGreaterThanOrEqual(0)
    expect(disk?.totalMiB).toBeGreaterThan(disk?.freeMiB ?? 0)
  })
})

describe('the disk budget of logs', () => {
  const facts = {folder: '/', freeMiB: 90_000, totalMiB: 100_000, imagesMiB: 0, growthMiB: 0}

  test('fails when the store would stop taking lines before it is reached', () => {
    const verdict = judgeDisk({...facts, logsMiB: 90_000})
    expect(verdict).toMatchObject({status: 'fail', fix: {en: expect.stringContaining('logs.disk')}})
    expect(verdict.detail.en).toMatch(/90000 MiB.*85000 of 100000 MiB/)
  })

  test('passes up to there', () => {
    expect(judgeDisk({...facts, logsMiB: 85_000}).status).toBe('pass')
  })
})
