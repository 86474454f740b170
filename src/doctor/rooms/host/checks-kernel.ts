/** Whether the kernel is set as the servers want it. */
import {defineCheck, gradeLow, healthy, unknown, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {onThisMachine} from '../docker/rows.js'
import {backlogFact, kernelFact} from './facts.js'

const noRedis = {en: 'it concerns Redis, which is not in this stack', zh: '仅涉及 Redis，而此栈没有'}
const noElastic = {en: 'it concerns Elasticsearch, which is not in this stack', zh: '仅涉及 Elasticsearch，而此栈没有'}

/** Sets one value until the next boot. */
export function setSysctl(name: string, value: number, was: string | undefined): FixPlan {
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
  runs: {en: 'Reads /proc/sys/vm/max_map_count', zh: '读取 /proc/sys/vm/max_map_count'},
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
  runs: {en: 'Reads /proc/sys/vm/overcommit_memory', zh: '读取 /proc/sys/vm/overcommit_memory'},
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
  runs: {en: `Reads ${PAGES_FILE}`, zh: `读取 ${PAGES_FILE}`},
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
