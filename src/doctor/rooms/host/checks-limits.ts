/** What the kernel grants, and what it has left. */
import {formatShare} from '../../../figures.js'
import {defineCheck, failure, gradeHigh, gradeLow, healthy, note, type Outcome, unknown, warning} from '../../check.js'
import {listed, onThisMachine, rowsOr} from '../docker/rows.js'
import {setSysctl} from './checks-kernel.js'
import {opsctlDefault} from './checks-size.js'
import {kernelFact, processesFact} from './facts.js'

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
  runs: {en: 'Reads /sys/devices/system/clocksource', zh: '读取 /sys/devices/system/clocksource'},
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
  runs: {en: `Reads /proc/sys: ${USED}`, zh: `读取 /proc/sys：${USED}`},
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
