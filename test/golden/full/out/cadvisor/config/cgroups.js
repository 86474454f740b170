// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Reads what the kernel counts about one container, from cgroup v1 or v2. Where a container's cgroup lies depends on the
// driver (/docker/<id>, /system.slice/docker-<id>.scope, deeper in nested set-ups), so it is looked for by the id.
'use strict'

const {existsSync, readFileSync, readdirSync} = require('node:fs')
const {join} = require('node:path')

const MAX_DEPTH = 6
/** v1 writes the largest page multiple for "no limit"; v2 writes `max`. */
const UNLIMITED = 2 ** 62
const V1_CONTROLLERS = ['cpu', 'cpuacct', 'memory', 'pids']

/** Opens the cgroup tree mounted at a folder. `read(id)` gives the numbers of a container, or undefined when it has no cgroup. */
function openCgroups(root) {
  const isV2 = existsSync(join(root, 'cgroup.controllers'))
  const hierarchies = isV2 ? [''] : V1_CONTROLLERS
  const folders = new Map()

  function folderOf(hierarchy, id) {
    const key = `${hierarchy}/${id}`
    const known = folders.get(key)
    if (known !== undefined && existsSync(known)) return known
    const found = findFolder(join(root, hierarchy), id, MAX_DEPTH)
    if (found === undefined) folders.delete(key)
    else folders.set(key, found)
    return found
  }

  function read(id) {
    const found = Object.fromEntries(hierarchies.map((hierarchy) => [hierarchy, folderOf(hierarchy, id)]))
    if (isV2) return found[''] === undefined ? undefined : readV2(found[''])
    return found.memory === undefined ? undefined : readV1(found)
  }

  return {read, version: isV2 ? 2 : 1}
}

function findFolder(folder, id, depth) {
  const children = subfolders(folder)
  const own = children.find((name) => name === id || name.endsWith(`-${id}.scope`))
  if (own !== undefined) return join(folder, own)
  if (depth === 0) return undefined
  for (const name of children) {
    const found = findFolder(join(folder, name), id, depth - 1)
    if (found !== undefined) return found
  }
  return undefined
}

function subfolders(folder) {
  try {
    return readdirSync(folder, {withFileTypes: true})
      .filter((entry) => entry.isDirectory())
      .map(({name}) => name)
  } catch {
    // A cgroup ends while it is looked at.
    return []
  }
}

function readV1({cpu, cpuacct, memory, pids}) {
  const cpuStat = readPairs(cpu, 'cpu.stat')
  const memoryStat = readPairs(memory, 'memory.stat')
  const usage = readNumber(memory, 'memory.usage_in_bytes')
  return {
    cpuSeconds: divide(readNumber(cpuacct, 'cpuacct.usage'), 1e9),
    cpuPeriods: cpuStat.nr_periods,
    cpuThrottledPeriods: cpuStat.nr_throttled,
    cpuThrottledSeconds: divide(cpuStat.throttled_time, 1e9),
    cpuQuota: limit(readNumber(cpu, 'cpu.cfs_quota_us')),
    cpuPeriod: readNumber(cpu, 'cpu.cfs_period_us'),
    memoryBytes: usage,
    memoryWorkingSetBytes: without(usage, memoryStat.total_inactive_file),
    memoryRssBytes: memoryStat.total_rss,
    memoryLimitBytes: limit(readNumber(memory, 'memory.limit_in_bytes')),
    oomEvents: readPairs(memory, 'memory.oom_control').oom_kill,
    threads: readNumber(pids, 'pids.current'),
    threadsMax: limit(readNumber(pids, 'pids.max')),
  }
}

function readV2(folder) {
  const cpuStat = readPairs(folder, 'cpu.stat')
  const memoryStat = readPairs(folder, 'memory.stat')
  const usage = readNumber(folder, 'memory.current')
  const [quota, period] = readText(folder, 'cpu.max').split(' ').map(toNumber)
  return {
    cpuSeconds: divide(cpuStat.usage_usec, 1e6),
    cpuPeriods: cpuStat.nr_periods,
    cpuThrottledPeriods: cpuStat.nr_throttled,
    cpuThrottledSeconds: divide(cpuStat.throttled_usec, 1e6),
    cpuQuota: limit(quota),
    cpuPeriod: period,
    memoryBytes: usage,
    memoryWorkingSetBytes: without(usage, memoryStat.inactive_file),
    memoryRssBytes: memoryStat.anon,
    memoryLimitBytes: limit(readNumber(folder, 'memory.max')),
    oomEvents: readPairs(folder, 'memory.events').oom_kill,
    threads: readNumber(folder, 'pids.current'),
    threadsMax: limit(readNumber(folder, 'pids.max')),
  }
}

/** A file of `name value` lines as an object. */
function readPairs(folder, file) {
  const lines = readText(folder, file).split('\n').filter(Boolean)
  return Object.fromEntries(
    lines.map((line) => {
      const [name, value] = line.split(' ')
      return [name, toNumber(value)]
    }),
  )
}

function readNumber(folder, file) {
  return toNumber(readText(folder, file))
}

/** Empty for what the kernel doesn't offer: a controller may be off, and a container may end at any moment. */
function readText(folder, file) {
  if (folder === undefined) return ''
  try {
    return readFileSync(join(folder, file), 'utf8').trim()
  } catch {
    return ''
  }
}

function toNumber(text) {
  if (text === 'max') return Number.POSITIVE_INFINITY
  return text === undefined || text === '' ? undefined : Number(text)
}

/** 0 says "no limit", as cAdvisor says it. */
function limit(value) {
  return value === undefined || (value >= 0 && value < UNLIMITED) ? value : 0
}

function divide(value, divisor) {
  return value === undefined ? undefined : value / divisor
}

/** Memory in use without the pages of files that the kernel would drop first. */
function without(usage, inactiveFile) {
  return usage === undefined ? undefined : Math.max(0, usage - (inactiveFile ?? 0))
}

module.exports = {openCgroups}
