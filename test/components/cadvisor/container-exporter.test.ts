import {createRequire} from 'node:module'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from 'vitest'

interface Container {
  readonly id: string
  readonly name: string
  readonly [key: string]: unknown
}

const load = createRequire(new URL('../../../templates/cadvisor/container-exporter/main.js', import.meta.url))
const {openCgroups} = load('./cgroups.js') as {
  openCgroups(root: string): {version: number; read(id: string): Record<string, number> | undefined}
}
const {listContainers} = load('./containers.js') as {
  listContainers(folder: string, project: string): readonly Container[]
}
const {formatMetrics} = load('./exposition.js') as {
  formatMetrics(containers: readonly object[], now: number): string
}

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const redis = `1f0c${'a1'.repeat(30)}`
const web = `2e9d${'b2'.repeat(30)}`
const job = `3d8e${'c3'.repeat(30)}`

describe('the numbers of a container', () => {
  test('come from a scope of the systemd driver under cgroup v2', () => {
    const cgroups = openCgroups(fixture('cgroup-v2'))

    expect(cgroups.version).toBe(2)
    expect(cgroups.read(redis)).toEqual({
      cpuSeconds: 13.680379,
      cpuPeriods: 412,
      cpuThrottledPeriods: 17,
      cpuThrottledSeconds: 0.905123,
      cpuQuota: 50_000,
      cpuPeriod: 100_000,
      memoryBytes: 100 * 2 ** 20,
      memoryWorkingSetBytes: 80 * 2 ** 20,
      memoryRssBytes: 40 * 2 ** 20,
      memoryLimitBytes: 256 * 2 ** 20,
      oomEvents: 1,
      threads: 9,
      threadsMax: 256,
    })
  })

  test('come from a folder of the cgroupfs driver in each hierarchy of cgroup v1', () => {
    const cgroups = openCgroups(fixture('cgroup-v1'))

    expect(cgroups.version).toBe(1)
    expect(cgroups.read(redis)).toMatchObject({
      cpuSeconds: expect.closeTo(1.368037942, 9),
      cpuThrottledSeconds: 0.25,
      cpuQuota: 100_000,
      memoryBytes: 42_000_384,
      memoryWorkingSetBytes: 42_000_384 - 4 * 2 ** 20,
      memoryLimitBytes: 512 * 2 ** 20,
      oomEvents: 3,
      threadsMax: 256,
    })
  })

  test.each(['cgroup-v1', 'cgroup-v2'])('say 0 for "no limit" under %s', (tree) => {
    expect(openCgroups(fixture(tree)).read(web)).toMatchObject({cpuQuota: 0, memoryLimitBytes: 0, threadsMax: 0})
  })

  test('never make the working set negative', () => {
    expect(openCgroups(fixture('cgroup-v2')).read(web)).toMatchObject({memoryWorkingSetBytes: 0})
  })

  test.each(['cgroup-v1', 'cgroup-v2'])('are absent for a container that does not run under %s', (tree) => {
    expect(openCgroups(fixture(tree)).read(job)).toBeUndefined()
  })
})

describe('the list of containers', () => {
  test('holds those of the project but no one-off run, and survives a file that is being written', () => {
    const names = listContainers(fixture('containers'), 'shop').map(({name}) => name)

    expect(names.toSorted()).toEqual(['shop-job-1', 'shop-redis-1', 'shop-web-1'])
  })

  test('has state, health, restarts and start as Docker wrote them', () => {
    const found = new Map(listContainers(fixture('containers'), 'shop').map((container) => [container.id, container]))

    expect(found.get(redis)).toMatchObject({state: 'running', health: 1, restarts: 2, startedAt: 1_795_244_400.5})
    expect(found.get(web)).toMatchObject({state: 'running', health: 0})
    expect(found.get(job)).toMatchObject({state: 'exited', health: -1, oomKilled: true})
  })
})

describe('the text for a scrape', () => {
  const read = () => {
    const cgroups = openCgroups(fixture('cgroup-v2'))
    const containers = listContainers(fixture('containers'), 'shop')
    return formatMetrics(
      containers.map((container) => ({...container, usage: cgroups.read(container.id)})),
      1_795_250_000,
    )
  }
  const lines = (name: string) =>
    read()
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`))

  test('carries the labels that rules for cAdvisor select by', () => {
    expect(lines('container_memory_usage_bytes').find((line) => line.includes('name="shop-redis-1"'))).toBe(
      'container_memory_usage_bytes{container_label_com_docker_compose_project="shop",' +
        `container_label_com_docker_compose_service="redis",id="/docker/${redis}",image="opsctl/redis:sid-1",` +
        'name="shop-redis-1"} 104857600',
    )
  })

  test('tells of a stopped container when it started and in which state it is, but no usage', () => {
    const about = (name: string) => lines(name).filter((line) => line.includes('name="shop-job-1"'))

    expect(about('container_cpu_usage_seconds_total')).toEqual([])
    expect(about('container_start_time_seconds')).toHaveLength(1)
    expect(about('container_state').filter((line) => line.endsWith(' 1'))).toEqual([
      expect.stringContaining('state="exited"'),
    ])
  })

  test('leaves out what the kernel does not offer rather than saying 0', () => {
    expect(lines('container_cpu_cfs_throttled_periods_total')).toEqual([expect.stringContaining('shop-redis-1')])
  })

  test('escapes what a label must not hold', () => {
    expect(read()).toContain(String.raw`image="shop/web\"x:1"`)
  })

  test('has a type for each name, once', () => {
    const typed = read()
      .split('\n')
      .filter((line) => line.startsWith('# TYPE '))
      .map((line) => line.split(' ')[2])
    const used = read()
      .split('\n')
      .flatMap((line) => /^(\w+)\{/.exec(line)?.[1] ?? [])

    expect(new Set(typed).size).toBe(typed.length)
    expect(typed).toEqual(expect.arrayContaining([...new Set(used)]))
  })
})
