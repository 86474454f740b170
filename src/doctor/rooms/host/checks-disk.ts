/** Whether there is room for data, and it can be written fast enough. */
import {formatBytes, formatShare} from '../../../figures.js'
import {defineCheck, failure, gradeHigh, healthy, type Outcome, unknown, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {span} from '../compose/words.js'
import {onThisMachine, rowsOr} from '../docker/rows.js'
import {manual, opsctlDefault} from './checks-size.js'
import {disksFact, fsyncFact, kernelFact, loadFact, memoryFact, trendFact} from './facts.js'

const GIB = 1024 ** 3

export const diskUsed = defineCheck({
  id: 'host.disk-used',
  title: {en: 'Every disk of the stack has room', zh: '栈所用磁盘有余量'},
  impact: {
    en: 'The database stops at the first write that finds no room, and nothing can be started.',
    zh: '数据库会在首次写入失败时停止，任何服务都无法启动。',
  },
  runs: {
    en: 'statfs of Docker’s folder, the project, backups and /var/log',
    zh: '对 Docker 目录、项目、备份与 /var/log 执行 statfs',
  },
  remedy: {
    text: {
      en: 'Remove images that nothing uses, then look for what grows. Never prune volumes: they hold the data.',
      zh: '先清理无用镜像，再查找增长来源。切勿 prune 卷：其中是数据。',
    },
    commands: ['docker image prune', 'docker builder prune', 'opsctl capacity disk'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: onThisMachine,
  needs: {disks: disksFact},
  thresholds: {
    used: {warn: 80, fail: 90, unit: '%', origin: manual},
    free: {fail: 5 * GIB, unit: 'bytes', origin: {en: 'Elastic start-local: 5 GB', zh: 'Elastic start-local：5 GB'}},
  },
  judge: ({disks: {disks}}, {limits}) => {
    const rows = disks.flatMap((disk): readonly Outcome[] => {
      const share = disk.usedBytes / Math.max(1, disk.usedBytes + disk.freeBytes)
      const graded = gradeHigh(share * 100, limits.used)
      const isShort = disk.freeBytes < (limits.free.fail ?? 0)
      const status = isShort ? 'fail' : graded
      if (status === 'pass') return []
      const [used, free] = [formatShare(share), formatBytes(disk.freeBytes)]
      const text = {
        en: `${disk.mount} is ${used} full, ${free} are left`,
        zh: `${disk.mount} 已用 ${used}，剩余 ${free}`,
      }
      const observed = {
        mount: disk.mount,
        usedPercent: Math.round(share * 100),
        freeBytes: disk.freeBytes,
        uses: disk.uses,
      }
      return [{status, detail: text, instance: disk.mount, limit: isShort ? 'free' : 'used', observed}]
    })
    const [fullest] = disks.toSorted((a, b) => a.freeBytes - b.freeBytes)
    if (!fullest) return unknown('no-data', {en: 'no disk of the stack is on this machine', zh: '本机没有栈的磁盘'})
    const free = formatBytes(fullest.freeBytes)
    return rowsOr(rows, healthy({en: `${free} are left at ${fullest.mount}`, zh: `${fullest.mount} 剩余 ${free}`}))
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {observed}): FixPlan | undefined =>
      (observed?.uses as readonly string[] | undefined)?.includes('docker')
        ? {
            effect: {
              en: 'Removes images without a name and build caches. No volume is touched.',
              zh: '删除无名镜像和构建缓存，不动任何卷。',
            },
            back: {en: 'They are built anew when they are needed.', zh: '需要时会重新构建。'},
            steps: [
              {kind: 'host', argv: ['docker', 'image', 'prune', '--force'], root: false},
              {kind: 'host', argv: ['docker', 'builder', 'prune', '--force'], root: false},
            ],
          }
        : undefined,
  },
})

export const diskInodes = defineCheck({
  id: 'host.disk-inodes',
  title: {en: 'Every disk can take more files', zh: '磁盘 inode 有余量'},
  impact: {en: 'No file can be created, however much space is left.', zh: '即使有空间也无法新建文件。'},
  runs: {en: 'statfs: inodes', zh: 'statfs：inode 用量'},
  remedy: {
    text: {en: 'Find the folder with the many small files.', zh: '找出小文件众多的目录。'},
    commands: ['du --inodes -x -d 3 / | sort -n | tail'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  isFor: onThisMachine,
  needs: {disks: disksFact},
  thresholds: {
    used: {warn: 80, fail: 90, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge: ({disks: {disks}}, {limits}) => {
    const counted = disks.filter(({inodes}) => inodes > 0)
    const shareOf = (disk: (typeof disks)[number]) => 1 - disk.inodesFree / disk.inodes
    const rows = counted.flatMap((disk): readonly Outcome[] => {
      const status = gradeHigh(shareOf(disk) * 100, limits.used)
      if (status === 'pass') return []
      const used = formatShare(shareOf(disk))
      const text = {en: `${used} of the inodes of ${disk.mount} are used`, zh: `${disk.mount} 的 inode 已用 ${used}`}
      return [{status, detail: text, instance: disk.mount, limit: 'used', observed: {free: disk.inodesFree}}]
    })
    const most = Math.max(0, ...counted.map(shareOf))
    return rowsOr(
      rows,
      healthy({en: `At most ${formatShare(most)} of inodes are used`, zh: `inode 最多已用 ${formatShare(most)}`}),
    )
  },
})

/** At more than this share free there is time to see what a slope of three hours is worth. */
const CALM = 0.5

export const diskForecast = defineCheck({
  id: 'host.disk-forecast',
  title: {en: 'No disk fills within a day', zh: '磁盘一天内不会写满'},
  impact: {en: 'It will be full before anybody looks.', zh: '在有人察觉之前就会写满。'},
  runs: {en: 'The slope of free space over three hours in Prometheus', zh: 'Prometheus 中 3 小时剩余空间的斜率'},
  remedy: {
    text: {
      en: 'Find what grows: log.volume, pg.table-growth, es.ilm.',
      zh: '找出增长来源：log.volume、pg.table-growth、es.ilm。',
    },
    commands: ['opsctl capacity disk', 'opsctl doctor docker.disk docker.log-rotation'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  because: ['docker.log-rotation'],
  isFor: (stack) =>
    stack['node-exporter'].enabled && stack.prometheus.enabled && stack.target === 'compose'
      ? true
      : {en: 'it needs prometheus and node-exporter', zh: '需要 prometheus 与 node-exporter'},
  needs: {trend: trendFact},
  thresholds: {
    left: {warn: 24, fail: 4, unit: 'h', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
  },
  judge: ({trend: {disks}}, {limits: {left}}) => {
    const rows = disks.flatMap(({mount, availBytes, sizeBytes, lossPerS}): readonly Outcome[] => {
      if (lossPerS <= 0 || availBytes > sizeBytes * CALM) return []
      const hours = availBytes / lossPerS / 3600
      if (hours >= (left.warn ?? 0)) return []
      const [rest, pace] = [span(hours * 3600), formatBytes(lossPerS * 3600)]
      const text = {
        en: `${mount} is full in about ${rest.en} at the pace of the last hours (${pace} an hour)`,
        zh: `按最近几小时的速度（每小时 ${pace}），${mount} 约 ${rest.zh}后写满`,
      }
      const more = {instance: mount, limit: 'left', observed: {hours: Math.round(hours * 10) / 10}}
      return [hours < (left.fail ?? 0) ? failure(text, more) : warning(text, more)]
    })
    const watched = disks.length
    return rowsOr(
      rows,
      healthy({en: `None of ${watched} disks fills within a day`, zh: `${watched} 个磁盘一天内均不会写满`}),
    )
  },
})

export const diskFsync = defineCheck({
  id: 'host.disk-fsync',
  title: {en: 'The disk takes a write for good within 10 ms', zh: '磁盘落盘延迟低于 10 毫秒'},
  impact: {
    en: 'Each commit of the database waits for as long as the disk takes.',
    zh: '数据库的每次提交都要等磁盘落盘。',
  },
  runs: {en: 'Writes 200 blocks and waits for each to be on disk', zh: '写入 200 个块并逐个等待落盘'},
  remedy: {text: {en: 'Put Docker’s root folder on a local SSD.', zh: '将 Docker 根目录放在本地 SSD 上。'}},
  tiers: ['deep'],
  outcomes: ['pass', 'warn', 'fail'],
  because: ['host.disk-io'],
  isFor: onThisMachine,
  needs: {fsync: fsyncFact},
  thresholds: {p99: {warn: 10, fail: 50, unit: 'ms', origin: opsctlDefault}},
  judge: ({fsync: {folder, writes, p50Ms, p99Ms}}, {limits}) => {
    const status = gradeHigh(p99Ms, limits.p99)
    const text = {
      en: `99 of 100 writes to ${folder} were on disk within ${p99Ms} ms, half of them within ${p50Ms} ms`,
      zh: `${folder} 的写入有 99 % 在 ${p99Ms} 毫秒内落盘，半数在 ${p50Ms} 毫秒内`,
    }
    return {status, detail: text, limit: 'p99', observed: {p50Ms, p99Ms, writes}}
  },
})

export const swap = defineCheck({
  id: 'host.swap',
  title: {en: 'Nothing is swapped out and in', zh: '没有换页'},
  impact: {en: 'What was memory is now a disk: a thousand times slower.', zh: '内存访问变成磁盘访问，慢上千倍。'},
  runs: {en: '/proc/meminfo and one second of /proc/vmstat', zh: '/proc/meminfo 与 /proc/vmstat 一秒'},
  remedy: {
    text: {
      en: 'Lower what uses most, or add memory; vm.swappiness=10 lets the kernel drop caches first.',
      zh: '降低大户用量或增加内存；vm.swappiness=10 使内核优先回收缓存。',
    },
    commands: ['sysctl -w vm.swappiness=10'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  because: ['host.memory-used'],
  isFor: onThisMachine,
  needs: {memory: memoryFact, kernel: kernelFact},
  wants: {load: loadFact},
  thresholds: {
    used: {warn: 20, fail: 80, unit: '%', origin: {en: 'awesome-prometheus-alerts', zh: 'awesome-prometheus-alerts'}},
    pages: {warn: 100, fail: 1000, unit: '1/s', origin: opsctlDefault},
  },
  judge: ({memory: {swapTotalBytes: total, swapFreeBytes: free}, kernel, load}, {limits}) => {
    const pages = load?.swapPages ?? 0
    const observed = {swappiness: kernel.sysctls['vm.swappiness'] ?? null, pages}
    if (total === 0) return {status: 'info', detail: {en: 'This machine has no swap', zh: '本机没有交换空间'}, observed}
    const share = 1 - free / total
    const [paging, used] = [gradeHigh(pages, limits.pages), gradeHigh(share * 100, limits.used)]
    const part = formatShare(share)
    const text = {
      en: `${part} of swap is used, ${pages} pages a second go in and out`,
      zh: `交换空间已用 ${part}，每秒换页 ${pages}`,
    }
    if (paging !== 'pass') return {status: paging, detail: text, limit: 'pages', observed}
    // Pages that went out long ago and lie still hurt nobody.
    return {status: used, detail: text, limit: 'used', observed}
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {status, observed}): FixPlan | undefined =>
      status === 'pass' || status === 'info' || observed?.swappiness === '10'
        ? undefined
        : {
            effect: {
              en: 'Lets the kernel drop caches before it swaps, until the next boot.',
              zh: '让内核优先回收缓存再换页，重启后失效。',
            },
            back: {en: 'Undo sets the former value.', zh: '撤销会恢复原值。'},
            steps: [
              {
                kind: 'host',
                argv: ['sysctl', '-w', 'vm.swappiness=10'],
                root: true,
                undo: ['sysctl', '-w', `vm.swappiness=${observed?.swappiness ?? 60}`],
              },
            ],
          },
  },
})
