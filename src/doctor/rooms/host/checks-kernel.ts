/** Whether the kernel is set as the servers want it. */
import {formatShare} from '../../../figures.js'
import {defineCheck, failure, gradeHigh, gradeLow, healthy, note, type Outcome, unknown, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {listed, onThisMachine, rowsOr} from '../docker/rows.js'
import {opsctlDefault} from './checks-size.js'
import {backlogFact, kernelFact, processesFact} from './facts.js'

const noRedis = {en: 'it concerns Redis, which is not in this stack', zh: '仅涉及 Redis，而此栈没有'}
const noElastic = {en: 'it concerns Elasticsearch, which is not in this stack', zh: '仅涉及 Elasticsearch，而此栈没有'}

/** Sets one value until the next boot. */
function setSysctl(name: string, value: number, was: string | undefined): FixPlan {
  return {
    effect: {en: `Sets ${name} to ${value} until the next boot.`, zh: `将 ${name} 设为 ${value}，重启后失效。`},
    back: {en: 'Undo sets the former value.', zh: '撤销会恢复原值。'},
    steps: [
      {
        kind: 'host',
        argv: ['sysctl', '-w', `${name}=${value}`],
        root: true,
        ...(was === undefined ? {} : {undo: ['sysctl', '-w', `${name}=${was}`]}),
      },
    ],
  }
}

function keepSysctl(name: string, value: number): readonly string[] {
  return [`sysctl -w ${name}=${value}`, `echo '${name} = ${value}' > /etc/sysctl.d/61-${name.split('.').at(-1)}.conf`]
}

const MAPS = 'vm.max_map_count'
const MANY_MAPS = 1_048_576

export const maxMapCount = defineCheck({
  id: 'host.vm-max-map-count',
  title: {en: 'Elasticsearch may map its files', zh: 'Elasticsearch 可映射其文件'},
  impact: {
    en: 'Elasticsearch refuses to start, or fails when indexes grow.',
    zh: 'Elasticsearch 拒绝启动，或在索引增长时失败。',
  },
  runs: {en: '/proc/sys/vm/max_map_count', zh: '/proc/sys/vm/max_map_count'},
  remedy: {
    text: {en: 'As root, now and for every boot:', zh: '以 root 身份，现在及每次启动：'},
    commands: keepSysctl(MAPS, MANY_MAPS),
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: (stack) => (stack.elasticsearch.enabled ? onThisMachine(stack) : noElastic),
  needs: {kernel: kernelFact},
  thresholds: {
    maps: {
      warn: MANY_MAPS,
      fail: 262_144,
      unit: 'count',
      origin: {en: 'Elasticsearch guide', zh: 'Elasticsearch 文档'},
    },
  },
  judge: ({kernel: {sysctls}}, {limits}) => {
    const value = Number(sysctls[MAPS] ?? Number.NaN)
    if (!Number.isFinite(value)) return unknown('no-data', {en: `this kernel has no ${MAPS}`, zh: `内核没有 ${MAPS}`})
    const text = {
      en: `${MAPS} is ${value}; Elasticsearch wants ${MANY_MAPS}`,
      zh: `${MAPS} 为 ${value}，Elasticsearch 需要 ${MANY_MAPS}`,
    }
    const status = gradeLow(value, limits.maps)
    const well = {en: `${MAPS} is ${value}`, zh: `${MAPS} 为 ${value}`}
    return {status, detail: status === 'pass' ? well : text, limit: 'maps', observed: {value}}
  },
  links: ['https://www.elastic.co/docs/deploy-manage/deploy/self-managed/vm-max-map-count'],
  fix: {
    level: 'guarded',
    plan: ({kernel}, {status}) => (status === 'pass' ? undefined : setSysctl(MAPS, MANY_MAPS, kernel.sysctls[MAPS])),
  },
})

const OVERCOMMIT = 'vm.overcommit_memory'

export const overcommit = defineCheck({
  id: 'host.overcommit',
  title: {en: 'Redis can save while memory is short', zh: '内存紧张时 Redis 仍可保存'},
  impact: {
    en: 'Saving forks; with little memory left the kernel refuses, and with it Redis refuses every write.',
    zh: '保存需要 fork；内存不足时内核会拒绝，Redis 随之拒绝所有写入。',
  },
  runs: {en: '/proc/sys/vm/overcommit_memory', zh: '/proc/sys/vm/overcommit_memory'},
  remedy: {
    text: {en: 'opsctl sets it for good; by hand:', zh: 'opsctl 可永久设置；手动：'},
    commands: ['opsctl host prepare', `sysctl -w ${OVERCOMMIT}=1`],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  isFor: (stack) => (stack.redis.enabled ? onThisMachine(stack) : noRedis),
  needs: {kernel: kernelFact},
  judge: ({kernel: {sysctls}}) => {
    const value = sysctls[OVERCOMMIT]
    if (value === undefined)
      return unknown('no-data', {en: `this kernel has no ${OVERCOMMIT}`, zh: `内核没有 ${OVERCOMMIT}`})
    if (value === '1') return healthy({en: `${OVERCOMMIT} is 1`, zh: `${OVERCOMMIT} 为 1`})
    return warning(
      {
        en: `${OVERCOMMIT} is ${value}: a save may fail when memory is short`,
        zh: `${OVERCOMMIT} 为 ${value}：内存不足时保存可能失败`,
      },
      {observed: {value}},
    )
  },
  links: ['https://redis.io/docs/latest/develop/get-started/faq/'],
  fix: {
    level: 'guarded',
    plan: ({kernel}, {status}) =>
      status === 'warn' ? setSysctl(OVERCOMMIT, 1, kernel.sysctls[OVERCOMMIT]) : undefined,
  },
})

const PAGES_FILE = '/sys/kernel/mm/transparent_hugepage/enabled'

export const thp = defineCheck({
  id: 'host.thp',
  title: {en: 'Huge pages are only for who asks for them', zh: '透明大页仅按需使用'},
  impact: {
    en: 'While Redis saves, each changed byte copies 2 MiB: latency and memory rise.',
    zh: 'Redis 保存时，每改一个字节要复制 2 MiB：延迟与内存上升。',
  },
  runs: {en: PAGES_FILE, zh: PAGES_FILE},
  remedy: {
    text: {
      en: 'As root; add transparent_hugepage=madvise to the kernel’s command line to keep it.',
      zh: '以 root 执行；在内核命令行加 transparent_hugepage=madvise 可永久生效。',
    },
    commands: [`echo madvise > ${PAGES_FILE}`, 'opsctl restart redis'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  isFor: (stack) => (stack.redis.enabled ? onThisMachine(stack) : noRedis),
  needs: {kernel: kernelFact},
  judge: ({kernel: {hugePages}}) => {
    if (hugePages === undefined)
      return healthy({en: 'This kernel has no transparent huge pages', zh: '内核没有透明大页'})
    if (hugePages !== 'always') return healthy({en: `Huge pages: ${hugePages}`, zh: `透明大页：${hugePages}`})
    return warning({en: 'Huge pages are always used', zh: '透明大页始终启用'}, {observed: {hugePages}})
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {status}) =>
      status === 'warn'
        ? {
            effect: {
              en: 'Gives huge pages only to who asks for them, until the next boot.',
              zh: '仅按需使用大页，重启后失效。',
            },
            back: {en: 'Undo sets "always" again.', zh: '撤销会恢复 always。'},
            steps: [
              {
                kind: 'host',
                argv: ['sh', '-c', `echo madvise > ${PAGES_FILE}`],
                root: true,
                undo: ['sh', '-c', `echo always > ${PAGES_FILE}`],
              },
            ],
          }
        : undefined,
  },
})

const SOMAXCONN = 'net.core.somaxconn'

export const somaxconn = defineCheck({
  id: 'host.somaxconn',
  title: {en: 'Redis may queue as many connections as it wants', zh: 'Redis 的连接队列不受限'},
  impact: {
    en: 'In a burst of connections some are refused although the server has time.',
    zh: '连接突增时，即使服务器空闲也会被拒绝。',
  },
  runs: {
    en: '/proc/sys/net/core/somaxconn on the host and in the container of Redis',
    zh: '主机与 Redis 容器内的 /proc/sys/net/core/somaxconn',
  },
  remedy: {
    text: {
      en: 'opsctl sets it for the host; a container takes it when it is created.',
      zh: 'opsctl 可设置主机；容器在创建时取值。',
    },
    commands: ['opsctl host prepare', 'opsctl restart redis'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn'],
  isFor: (stack) => (stack.redis.enabled ? onThisMachine(stack) : noRedis),
  needs: {backlog: backlogFact},
  thresholds: {
    backlog: {warn: 511, unit: 'count', origin: {en: 'redis.conf: tcp-backlog', zh: 'redis.conf：tcp-backlog'}},
  },
  judge: ({backlog: {host, redis}}, {limits}) => {
    const value = redis ?? host
    const where =
      redis === undefined ? {en: 'on this host', zh: '主机上'} : {en: 'in the container of Redis', zh: 'Redis 容器内'}
    const text = {en: `${SOMAXCONN} is ${value} ${where.en}`, zh: `${where.zh}的 ${SOMAXCONN} 为 ${value}`}
    const more = {limit: 'backlog', observed: {host, redis: redis ?? null}}
    return gradeLow(value, limits.backlog) === 'warn' ? warning(text, more) : healthy(text, more)
  },
  fix: {
    level: 'guarded',
    plan: ({backlog}, {status}) => (status === 'warn' ? setSysctl(SOMAXCONN, 4096, String(backlog.host)) : undefined),
  },
})

export const nofile = defineCheck({
  id: 'host.nofile',
  title: {en: 'Containers may open enough files', zh: '容器可打开足够的文件'},
  impact: {en: 'At the limit no connection is taken and no file is opened.', zh: '到达上限后无法接受连接或打开文件。'},
  runs: {
    en: '/proc/<pid>/limits of the main process of each container: limits.conf does not reach them',
    zh: '各容器主进程的 /proc/<pid>/limits：limits.conf 对容器无效',
  },
  remedy: {
    text: {
      en: 'Set "default-ulimits" in /etc/docker/daemon.json, or ulimits.nofile in overlay/compose.override.yaml, then create the container anew.',
      zh: '在 /etc/docker/daemon.json 设置 "default-ulimits"，或在 overlay/compose.override.yaml 设置 ulimits.nofile，然后重建容器。',
    },
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  isFor: onThisMachine,
  needs: {processes: processesFact},
  thresholds: {
    files: {warn: 16_384, fail: 1025, unit: 'count', origin: opsctlDefault},
    elasticsearch: {fail: 65_535, unit: 'count', origin: {en: 'Elasticsearch guide', zh: 'Elasticsearch 文档'}},
  },
  judge: ({processes: {processes}}, {limits}) => {
    const rows = processes.flatMap(({service, openFiles}): readonly Outcome[] => {
      const limit = service === 'elasticsearch' ? 'elasticsearch' : 'files'
      const status = gradeLow(openFiles, limits[limit])
      if (status === 'pass') return []
      const text = {
        en: `${service} may open ${openFiles} files and connections`,
        zh: `${service} 最多可打开 ${openFiles} 个文件与连接`,
      }
      return [(status === 'fail' ? failure : warning)(text, {instance: service, limit, observed: {openFiles}})]
    })
    const least = Math.min(...processes.map(({openFiles}) => openFiles))
    if (processes.length === 0) return unknown('no-data', {en: 'no container runs', zh: '没有运行中的容器'})
    return rowsOr(
      rows,
      healthy({en: `Each container may open at least ${least} files`, zh: `每个容器至少可打开 ${least} 个文件`}),
    )
  },
})

/** What the operations manual sets on machines that serve much. */
const MANUAL: Readonly<Record<string, string>> = {
  'net.ipv4.tcp_max_syn_backlog': '65535',
  'net.core.netdev_max_backlog': '5000',
  'net.ipv4.tcp_keepalive_time': '600',
  'net.ipv4.tcp_keepalive_intvl': '60',
  'net.ipv4.tcp_keepalive_probes': '3',
  'net.ipv4.tcp_fin_timeout': '30',
  'vm.dirty_ratio': '15',
  'vm.dirty_background_ratio': '5',
}

export const kernelTuning = defineCheck({
  id: 'host.kernel-tuning',
  title: {en: 'The kernel is set as the operations manual does', zh: '内核参数与运维手册一致'},
  impact: {
    en: 'Matters at thousands of connections a second; below that defaults do.',
    zh: '每秒数千连接时才有影响，低于此默认值即可。',
  },
  runs: {en: '/proc/sys: eight values of network and disk', zh: '/proc/sys：网络与磁盘的八个参数'},
  remedy: {
    text: {
      en: 'Only if you need it: write the values to /etc/sysctl.d/ and load them.',
      zh: '仅在需要时：写入 /etc/sysctl.d/ 并加载。',
    },
    commands: ['sysctl --system'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'info'],
  isFor: onThisMachine,
  needs: {kernel: kernelFact},
  judge: ({kernel: {sysctls}}) => {
    const differ = Object.entries(MANUAL).filter(
      ([name, value]) => sysctls[name] !== undefined && sysctls[name] !== value,
    )
    if (differ.length === 0) return healthy({en: 'All eight values are as in the manual', zh: '八个参数均与手册一致'})
    const names = listed(differ.map(([name, value]) => `${name} ${sysctls[name]} → ${value}`))
    const text = {
      en: `${differ.length} values differ from the manual: ${names.en}`,
      zh: `${differ.length} 个参数与手册不同：${names.zh}`,
    }
    return note(text, {observed: {differ: differ.map(([name]) => name)}})
  },
})

export const clocksource = defineCheck({
  id: 'host.clocksource',
  title: {en: 'Asking for the time is cheap', zh: '读取时间开销低'},
  impact: {
    en: 'Servers ask for the time at each request: with a slow source they spend a good part of it on that.',
    zh: '服务器每个请求都要读取时间：慢时钟源会消耗大量时间。',
  },
  runs: {en: '/sys/devices/system/clocksource', zh: '/sys/devices/system/clocksource'},
  remedy: {
    text: {en: 'As root, where tsc is available:', zh: '以 root 执行（有 tsc 时）：'},
    commands: ['echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource'],
  },
  tiers: ['deep'],
  outcomes: ['pass', 'warn'],
  isFor: onThisMachine,
  needs: {kernel: kernelFact},
  judge: ({kernel: {clocksource: source, clocksources}}) => {
    if (source === undefined)
      return unknown('no-data', {en: 'this system does not name its clock', zh: '本系统未提供时钟源'})
    const text = {en: `The clock source is ${source}`, zh: `时钟源为 ${source}`}
    const more = {observed: {source, available: clocksources}}
    return /^(xen|hpet|acpi_pm|jiffies|refined-jiffies)$/.test(source) ? warning(text, more) : healthy(text, more)
  },
})

const [USED, MOST] = ['net.netfilter.nf_conntrack_count', 'net.netfilter.nf_conntrack_max']

export const conntrack = defineCheck({
  id: 'host.conntrack',
  title: {en: 'The table of connections has room', zh: '连接跟踪表有余量'},
  impact: {en: 'When it is full the kernel drops new connections without a word.', zh: '写满后内核会静默丢弃新连接。'},
  runs: {en: `/proc/sys: ${USED}`, zh: `/proc/sys：${USED}`},
  remedy: {
    text: {en: 'Raise the table; each entry takes 320 bytes.', zh: '调大该表；每条约 320 字节。'},
    commands: [`sysctl -w ${MOST}=524288`],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: onThisMachine,
  needs: {kernel: kernelFact},
  thresholds: {
    used: {warn: 80, fail: 95, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge: ({kernel: {sysctls}}, {limits}) => {
    const [used, most] = [Number(sysctls[USED]), Number(sysctls[MOST])]
    if (!Number.isFinite(used) || !(most > 0))
      return unknown('no-data', {en: 'this kernel does not track connections', zh: '内核未跟踪连接'})
    const text = {
      en: `${used} of ${most} connections are tracked (${formatShare(used / most)})`,
      zh: `已跟踪 ${used}/${most} 个连接（${formatShare(used / most)}）`,
    }
    return {status: gradeHigh((used / most) * 100, limits.used), detail: text, limit: 'used', observed: {used, most}}
  },
  fix: {
    level: 'guarded',
    plan: ({kernel}, {status}) =>
      status === 'pass'
        ? undefined
        : setSysctl(MOST, 2 * Number(kernel.sysctls[MOST] ?? 262_144), kernel.sysctls[MOST]),
  },
})
