/** Whether the machine is one that the stack fits. */
import {judgeCpus, judgeMemory} from '../../../checks/host/resources.js'
import {formatBytes, formatShare} from '../../../figures.js'
import {listServices} from '../../../images/list-services.js'
import {LEAST_HOST_MIB} from '../../../spec/log-memory.js'
import type {Stack} from '../../../spec/stack.js'
import {defineCheck, failure, gradeHigh, healthy, note, type Outcome, unknown, warning} from '../../check.js'
import {engineFact} from '../docker/facts.js'
import {fromVerdict, onThisMachine, rowsOr} from '../docker/rows.js'
import {averageFact, loadFact, memoryFact, osFact} from './facts.js'

export const opsctlDefault = {en: 'opsctl default', zh: 'opsctl 默认值'}
export const manual = {en: 'operations manual', zh: '运维手册'}

export const os = defineCheck({
  id: 'host.os',
  title: {en: 'The system is one that opsctl knows', zh: '系统受 opsctl 支持'},
  impact: {
    en: 'Paths, signals and file modes may not mean what they should.',
    zh: '路径、信号与文件权限可能不符合预期。',
  },
  runs: {en: 'The platform, /etc/os-release and the shell', zh: '平台、/etc/os-release 与 shell'},
  remedy: {
    text: {
      en: 'On Windows use WSL 2, with the project in its own file system.',
      zh: '在 Windows 上请使用 WSL 2，并将项目放在其文件系统内。',
    },
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'info', 'fail'],
  needs: {os: osFact},
  judge: ({os: {platform, name, id, msystem, isWsl, kernel}}) => {
    const observed = {platform, id}
    if (platform === 'win32' || msystem !== undefined) {
      const shell = msystem ?? platform
      return failure({en: `This is Windows itself (${shell})`, zh: `这是 Windows 本身（${shell}）`}, {observed})
    }
    const known = ['debian', 'ubuntu', 'alpine', 'fedora', 'rhel', 'centos', 'rocky', 'almalinux', 'arch', 'darwin']
    const where = isWsl ? `${name}, WSL` : name
    const text = {en: `${where}, kernel ${kernel}`, zh: `${where}，内核 ${kernel}`}
    if (known.includes(id) || platform === 'darwin') return healthy(text, {observed})
    return {status: 'info', detail: {en: `${where} was not tried`, zh: `未在 ${where} 上试过`}, observed}
  },
})

const RECOMMENDED_CPUS = 2
const RECOMMENDED_CPUS_WITH_LOGS = 4

export const cpuCores = defineCheck({
  id: 'host.cpu-cores',
  title: {en: 'The machine has the processors that the stack needs', zh: '处理器数量满足需要'},
  impact: {
    en: 'Docker refuses a container that may use more processors than there are; with few, all wait for each other.',
    zh: '若容器上限超过处理器数，Docker 会拒绝启动；数量不足时互相等待。',
  },
  runs: {en: 'docker info: the processors that containers see', zh: 'docker info：容器可见的处理器数'},
  remedy: {
    text: {
      en: 'Take a bigger machine, or fewer rooms. opsctl capacity sizing reckons what a load needs.',
      zh: '换更大的机器或减少组件。opsctl capacity sizing 可估算所需规格。',
    },
    commands: ['opsctl capacity sizing'],
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {engine: engineFact},
  isFor: onThisMachine,
  judge: ({engine: {state}}, {stack}) => {
    const sizes = listServices(stack).map(({service}) => ({service: service.name, cpus: service.limits.cpus}))
    const largest = sizes.toSorted((a, b) => b.cpus - a.cpus)[0]
    const verdict = judgeCpus({total: state.cpus, largest})
    const least = stack.elasticsearch.enabled ? RECOMMENDED_CPUS_WITH_LOGS : RECOMMENDED_CPUS
    const observed = {cpus: state.cpus ?? null, recommended: least}
    if (verdict.status !== 'pass' || state.cpus === undefined || state.cpus >= least)
      return fromVerdict(verdict, {observed})
    const text = {
      en: `${state.cpus} processors; ${least} are recommended for these rooms`,
      zh: `${state.cpus} 个处理器；这些组件建议 ${least} 个`,
    }
    return warning(text, {observed})
  },
})

const MIB = 1024 ** 2

export const memoryTotal = defineCheck({
  id: 'host.memory-total',
  title: {en: 'The machine has the memory that the stack was promised', zh: '内存满足栈的承诺用量'},
  impact: {
    en: 'Under full load the kernel ends a process, and it picks a big one: the database.',
    zh: '满载时内核会终止某个进程，往往是占用大的数据库。',
  },
  runs: {en: 'docker info: the memory, against the sum of all limits', zh: 'docker info：内存与所有上限之和比较'},
  remedy: {
    text: {
      en: 'Lower limits.memory of some components in opsctl.yaml, or give the machine more.',
      zh: '在 opsctl.yaml 中降低部分组件的 limits.memory，或增加内存。',
    },
    commands: ['opsctl capacity sizing'],
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {engine: engineFact},
  isFor: onThisMachine,
  judge: ({engine: {state}}, {stack}) => fromVerdict(judgeMemory({totalMiB: state.memoryMiB, ...promises(stack)})),
})

function promises(stack: Stack) {
  const services = listServices(stack).map(({service}) => service)
  const sizes = services.map(({name, limits}) => ({service: name, memoryMiB: limits.memoryMiB}))
  return {
    promisedMiB: services.reduce((sum, {limits, replicas = 1}) => sum + limits.memoryMiB * replicas, 0),
    largest: sizes.toSorted((a, b) => b.memoryMiB - a.memoryMiB)[0],
    ...(stack.elasticsearch.enabled ? {leastMiB: LEAST_HOST_MIB[stack.logs.path], path: stack.logs.path} : {}),
  }
}

export const memoryUsed = defineCheck({
  id: 'host.memory-used',
  title: {en: 'The machine has memory left', zh: '主机内存有余量'},
  impact: {
    en: 'Files are read from disk again and again; when nothing is left, the kernel ends a process of its choice.',
    zh: '文件被反复从磁盘读取；耗尽时内核会自行终止进程。',
  },
  runs: {en: '/proc/meminfo: what is available', zh: '/proc/meminfo：可用内存'},
  remedy: {
    text: {en: 'See which container or program has it.', zh: '查看哪个容器或程序占用。'},
    commands: ['docker stats --no-stream', 'ps aux --sort=-rss | head'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: onThisMachine,
  needs: {memory: memoryFact},
  thresholds: {used: {warn: 85, fail: 90, unit: '%', origin: manual}},
  judge: ({memory: {totalBytes, availableBytes}}, {limits}) => {
    if (totalBytes === 0)
      return unknown('no-data', {en: 'the kernel does not say how much there is', zh: '内核未提供内存信息'})
    const share = 1 - availableBytes / totalBytes
    const [used, left] = [formatShare(share), formatBytes(availableBytes)]
    const text = {en: `${used} of the memory is used, ${left} are left`, zh: `内存已用 ${used}，剩余 ${left}`}
    const more = {
      limit: 'used',
      observed: {usedPercent: Math.round(share * 100), availableMiB: Math.round(availableBytes / MIB)},
    }
    const status = gradeHigh(share * 100, limits.used)
    return {status, detail: text, ...more}
  },
})

/** One busy second is no trouble: the kernel’s average of five minutes must say the same. */
const BUSY_LOAD = 0.8
/** Busy is not broken: only where others wait as well is it a trouble. */
const QUEUE = 1.5

export const cpuUsed = defineCheck({
  id: 'host.cpu-used',
  title: {en: 'The processors have time left', zh: '处理器有余量'},
  impact: {
    en: 'Every request waits for its turn, and healthchecks run out of time.',
    zh: '所有请求都要排队，健康检查超时。',
  },
  runs: {
    en: 'Five minutes in Prometheus; without it one second of /proc/stat, together with the load of five minutes',
    zh: 'Prometheus 最近 5 分钟；没有时取 /proc/stat 一秒并结合 5 分钟负载',
  },
  remedy: {
    text: {en: 'See who works, then limit it or take a bigger machine.', zh: '查看占用者，然后限制它或换更大的机器。'},
    commands: ['docker stats --no-stream', 'opsctl capacity'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  isFor: onThisMachine,
  needs: {load: loadFact},
  wants: {average: averageFact},
  thresholds: {busy: {warn: 95, unit: '%', origin: manual}, note: {warn: 80, unit: '%', origin: manual}},
  judge: ({load, average}, {limits}) => {
    const {busy, iowait, steal} = average ?? load
    const isLasting = average !== undefined || load.load5 / load.cores >= BUSY_LOAD
    const [all, waits, stolen] = [busy, iowait, steal].map(formatShare)
    const over = average ? {en: '5 min', zh: '5 分钟'} : {en: '1 s', zh: '1 秒'}
    const text = {
      en: `The processors were ${all} busy over ${over.en} (${waits} waiting for disks, ${stolen} taken by the hypervisor)`,
      zh: `${over.zh}内处理器使用率 ${all}（等待磁盘 ${waits}，被虚拟化平台占用 ${stolen}）`,
    }
    const more = {limit: 'busy', observed: {busy, iowait, steal, load5: load.load5}}
    const isQueue = load.load5 / load.cores >= QUEUE
    if (isLasting && isQueue && gradeHigh(busy * 100, limits.busy) === 'warn') return warning(text, more)
    return isLasting && gradeHigh(busy * 100, limits.note) === 'warn' ? note(text, more) : healthy(text, more)
  },
})

export const load = defineCheck({
  id: 'host.load',
  title: {en: 'No queue forms for the processors and disks', zh: '处理器与磁盘没有排队'},
  impact: {en: 'Everything takes longer, in proportion to the queue.', zh: '一切按队列长度成比例变慢。'},
  runs: {en: 'The load of five minutes for each processor', zh: '每个处理器的 5 分钟负载'},
  remedy: {
    text: {
      en: 'See host.cpu-used and host.disk-io: which of the two do they wait for?',
      zh: '查看 host.cpu-used 与 host.disk-io，判断在等哪一个。',
    },
    commands: ['opsctl doctor host.cpu-used host.disk-io'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  because: ['host.cpu-used', 'host.disk-io'],
  isFor: onThisMachine,
  needs: {load: loadFact},
  thresholds: {perCore: {warn: 4, unit: 'ratio', origin: {en: 'alert HostLoadHigh', zh: '告警 HostLoadHigh'}}},
  judge: ({load: {load5, cores}}, {limits}) => {
    const perCore = load5 / Math.max(1, cores)
    const words = load5.toFixed(1)
    const text = {
      en: `On average ${words} processes want ${cores} processors`,
      zh: `平均 ${words} 个进程争用 ${cores} 个处理器`,
    }
    const more = {limit: 'perCore', observed: {load5, cores}}
    if (gradeHigh(perCore, limits.perCore) === 'warn') return warning(text, more)
    return perCore >= QUEUE ? note(text, more) : healthy(text, more)
  },
})

export const diskIo = defineCheck({
  id: 'host.disk-io',
  title: {en: 'No disk is at its limit', zh: '磁盘未饱和'},
  impact: {
    en: 'Commits wait for the disk, and with them whoever waits for a commit.',
    zh: '提交要等磁盘，等待提交的请求也随之变慢。',
  },
  runs: {
    en: 'Five minutes in Prometheus; without it one second of /proc/diskstats',
    zh: 'Prometheus 最近 5 分钟；没有时取 /proc/diskstats 一秒',
  },
  remedy: {
    text: {
      en: 'See who writes, then move data to another disk or a faster one.',
      zh: '查看写入者，再将数据移到其他或更快的磁盘。',
    },
    commands: ['docker stats --no-stream'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: onThisMachine,
  needs: {load: loadFact},
  wants: {average: averageFact},
  thresholds: {
    busy: {warn: 80, fail: 95, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge: ({load: now, average}, {limits}) => {
    const disks = average?.disks ?? now.disks
    const over = average ? {en: '5 min', zh: '5 分钟'} : {en: '1 s', zh: '1 秒'}
    const rows = disks.flatMap(({device, busy}): readonly Outcome[] => {
      const status = gradeHigh(busy * 100, limits.busy)
      if (status === 'pass') return []
      const part = formatShare(busy)
      const text = {
        en: `${device} was busy for ${part} of ${over.en}`,
        zh: `${device} 在 ${over.zh}内有 ${part} 的时间忙碌`,
      }
      // One second of it is nothing unusual.
      const graded = average ? status : 'warn'
      if (!average && now.load5 / now.cores < BUSY_LOAD) return []
      return [{status: graded, detail: text, instance: device, limit: 'busy', observed: {busy}}]
    })
    const most = Math.max(0, ...disks.map(({busy}) => busy))
    return rowsOr(
      rows,
      healthy({
        en: `The busiest disk works ${formatShare(most)} of the time`,
        zh: `最忙的磁盘占用 ${formatShare(most)} 的时间`,
      }),
    )
  },
})
