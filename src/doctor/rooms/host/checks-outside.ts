/** What the machine shares with others: its clock, its ports, names and registries. */
import {judgePort} from '../../../checks/host/ports.js'
import {defineCheck, failure, gradeHigh, healthy, note, type Outcome, warning} from '../../check.js'
import {containersFact} from '../compose/facts.js'
import {since, span} from '../compose/words.js'
import {fromVerdict, listed, onThisMachine, rowsOr} from '../docker/rows.js'
import {clockFact, oomFact, portsFact, zonesFact} from './facts.js'

export const timeSync = defineCheck({
  id: 'host.time-sync',
  title: {en: 'The clock is right', zh: '时钟准确'},
  impact: {
    en: 'Certificates and tokens are refused, and logs and samples lie in the wrong place.',
    zh: '证书与令牌被拒绝，日志和样本的时间错位。',
  },
  runs: {
    en: 'The kernel’s own word (node-exporter or timedatectl), and the time of Prometheus against that of this process',
    zh: '内核状态（node-exporter 或 timedatectl），以及 Prometheus 与本进程的时间差',
  },
  remedy: {
    text: {
      en: 'Let a program keep the time: chrony, or systemd-timesyncd.',
      zh: '使用 chrony 或 systemd-timesyncd 校时。',
    },
    commands: ['apt-get install chrony'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  isFor: onThisMachine,
  needs: {clock: clockFact},
  thresholds: {skew: {warn: 1, fail: 30, unit: 's', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge: ({clock: {synchronised, daemon, skews}}, {limits}) => {
    const observed = {synchronised: synchronised ?? null, daemon: daemon ?? null, skews}
    const off = skews.filter(({seconds}) => gradeHigh(Math.abs(seconds), limits.skew) !== 'pass')
    const rows = off.map(({peer, seconds}): Outcome => {
      const text = {
        en: `The clock of ${peer} differs by ${Math.abs(seconds)} s`,
        zh: `${peer} 的时钟相差 ${Math.abs(seconds)} 秒`,
      }
      return {status: gradeHigh(Math.abs(seconds), limits.skew), detail: text, limit: 'skew', observed}
    })
    if (rows.length === 0 && synchronised === false) {
      // A guest may have the time of its host, which no program in it can tell.
      const text = daemon
        ? {
            en: `${daemon} runs, but the clock does not follow a time server`,
            zh: `${daemon} 在运行，但时钟未与时间服务器同步`,
          }
        : {en: 'Nothing keeps the clock right: no time server is followed', zh: '时钟无人校准：未与任何时间服务器同步'}
      return daemon ? warning(text, {observed}) : note(text, {observed})
    }
    const how = daemon ?? (synchronised ? 'NTP' : '?')
    const text = synchronised
      ? {en: `The clock follows a time server (${how})`, zh: `时钟与时间服务器同步（${how}）`}
      : {en: 'Nothing says that the clock is wrong', zh: '没有迹象表明时钟有误'}
    return rowsOr(rows, healthy(text, {observed}))
  },
})

export const timezone = defineCheck({
  id: 'host.timezone',
  title: {en: 'Host and containers name the same hour', zh: '主机与容器时区一致'},
  impact: {
    en: 'Times of logs and of schedules have to be converted in the head.',
    zh: '查看日志与计划任务时需要心算换算。',
  },
  runs: {en: 'TZ and /etc/localtime of the host and of each container', zh: '主机与各容器的 TZ 与 /etc/localtime'},
  remedy: {
    text: {
      en: 'Best is UTC everywhere; else set TZ of your apps in opsctl.yaml (apps.<name>.env).',
      zh: '最好统一使用 UTC；否则在 opsctl.yaml 的 apps.<名称>.env 中设置 TZ。',
    },
  },
  tiers: ['deep'],
  outcomes: ['pass', 'info'],
  isFor: onThisMachine,
  needs: {zones: zonesFact},
  judge: ({zones: {host, services}}) => {
    const differ = services.filter(({zone}) => nameOf(zone) !== nameOf(host))
    if (differ.length === 0) return healthy({en: `Everything runs in ${host}`, zh: `全部使用 ${host}`})
    const names = listed(differ.map(({service, zone}) => `${service} (${zone})`))
    return note({en: `The host is in ${host}, these are not: ${names.en}`, zh: `主机为 ${host}，以下不同：${names.zh}`})
  },
})

/** UTC has many names. */
function nameOf(zone: string): string {
  return /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich)$/i.test(zone) ? 'UTC' : zone
}

export const portFree = defineCheck({
  id: 'host.port-free',
  title: {en: 'Published ports are free, or ours', zh: '发布的端口空闲或由本栈占用'},
  impact: {en: 'The service that publishes it can’t be started.', zh: '发布该端口的服务无法启动。'},
  runs: {
    en: 'Published ports of all containers, a bind on each port, and who listens',
    zh: '所有容器发布的端口、逐个尝试绑定，以及监听者',
  },
  remedy: {
    text: {
      en: 'Stop what has it, or choose another port in opsctl.yaml.',
      zh: '停止占用者，或在 opsctl.yaml 中改用其他端口。',
    },
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  isFor: onThisMachine,
  needs: {ports: portsFact},
  judge: ({ports: {ports}}) => {
    const rows = ports.flatMap(({holder, ...port}): readonly Outcome[] => {
      const verdict = judgePort({...port, holder})
      if (verdict.status === 'pass') return []
      const observed = {port: port.port, bind: port.bind, state: port.state, holder: holder ?? null}
      const commands = [`ss -ltnp 'sport = :${port.port}'`]
      const {remedy, ...outcome} = fromVerdict(verdict, {instance: port.service, observed})
      return [{...outcome, ...(remedy ? {remedy: {...remedy, commands}} : {})}]
    })
    const ours = ports.filter(({state}) => state === 'ours').length
    return rowsOr(
      rows,
      healthy({
        en: `${ports.length} ports: ${ours} ours, the others free`,
        zh: `${ports.length} 个端口：${ours} 个由本栈占用，其余空闲`,
      }),
    )
  },
})

const HALF_HOUR_S = 1800
const DAY_S = 86_400

export const timeSinceOom = defineCheck({
  id: 'host.time-since-oom',
  title: {en: 'The machine never ran out of memory today', zh: '主机今天未发生内存耗尽'},
  impact: {en: 'The kernel ended a process of its choice; it will again.', zh: '内核自行终止了进程，还会再次发生。'},
  runs: {en: '/proc/vmstat, and the kernel’s log for whom and when', zh: '/proc/vmstat，以及内核日志中的进程与时间'},
  remedy: {
    text: {
      en: 'Add memory, or lower limits so that their sum fits the machine (host.memory-total).',
      zh: '增加内存，或降低上限使总和适合本机（host.memory-total）。',
    },
    commands: ['dmesg | grep -i oom-kill', 'opsctl doctor host.memory-total'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  because: ['compose.oom-killed'],
  isFor: onThisMachine,
  needs: {oom: oomFact},
  wants: {containers: containersFact},
  judge: ({oom: {total, hasLog, kills}, containers}, {now, before}) => {
    const ours = new Set(containers?.containers.map(({id}) => id))
    // Who met the limit of a container met no end of this machine; those of this stack are told by compose.oom-killed.
    const today = kills.filter(({agoS, scope}) => agoS < DAY_S && scope === 'machine')
    const [last] = today
    if (last) {
      const ago = span(last.agoS)
      const text = {
        en: `The kernel killed ${last.process} ${ago.en} ago for want of memory (${today.length} today)`,
        zh: `内核于 ${ago.zh}前因内存不足杀掉 ${last.process}（今天 ${today.length} 次）`,
      }
      const own = last.container !== undefined && ours.has(last.container)
      const more = {observed: {kills: today.length, process: last.process, ours: own}}
      return last.agoS < HALF_HOUR_S ? failure(text, more) : warning(text, more)
    }
    if (hasLog)
      return healthy(
        {en: 'The machine itself did not run out of memory today', zh: '主机今天未发生内存耗尽'},
        {observed: {total}},
      )
    const earlier = before(oomFact)
    const added = earlier ? total - earlier.value.total : 0
    if (earlier && added > 0) {
      const ago = span(since(new Date(earlier.at).toISOString(), now) ?? 0)
      return warning({
        en: `The kernel killed ${added} processes within ${ago.en}; its log can’t be read`,
        zh: `${ago.zh}内内核杀掉 ${added} 个进程；无法读取其日志`,
      })
    }
    return total === 0
      ? healthy({en: 'No process was killed since the machine started', zh: '开机以来没有进程被杀'})
      : note({
          en: `${total} processes were killed since the machine started; when, only root can see`,
          zh: `开机以来有 ${total} 个进程被杀；时间仅 root 可见`,
        })
  },
})
