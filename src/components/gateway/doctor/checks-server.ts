/** Whether the gateway itself works: its files, its ports, its limits. */
import {defineCheck, failure, gradeHigh, healthy, type Outcome, skipped, warning} from '../../../doctor/check.js'
import {formatCount, formatShare} from '../../../figures.js'
import {configTest, doors, self} from './facts.js'
import {manual, onContainer, onGateway, ours} from './grounds.js'

const config = defineCheck({
  id: 'gw.config',
  title: {en: 'The configuration on disk is valid, and the gateway runs it', zh: '磁盘上的配置有效且正在运行'},
  impact: {
    en: 'With an invalid file the next restart fails; with one that is not loaded, what was changed does not hold.',
    zh: '配置无效时下次重启会失败；未加载时，改动不会生效。',
  },
  runs: {
    en: 'nginx -t, haproxy -c or caddy validate in the container; the hash at /-/config against that of the files.',
    zh: '在容器中执行 nginx -t、haproxy -c 或 caddy validate；并对比 /-/config 的哈希与文件的哈希。',
  },
  remedy: {
    text: {
      en: 'The files are generated: opsctl up writes them anew from opsctl.yaml and reloads the gateway.',
      zh: '文件由 opsctl 生成：opsctl up 会按 opsctl.yaml 重写并重载网关。',
    },
    commands: ['opsctl diff', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onContainer,
  needs: {configTest},
  wants: {self},
  judge({configTest: {exitCode, output}, self}) {
    if (exitCode !== 0) {
      const line = errorLine(output)
      const detail = {en: `the files are refused: ${line}`, zh: `配置文件被拒绝：${line}`}
      return failure(detail, {
        instance: 'gateway',
        observed: {exitCode},
        evidence: [{kind: 'exec', ref: 'validate', excerpt: line}],
      })
    }

    if (self && self.status !== 0 && self.running !== self.onDisk) {
      const [is, should] = [short(self.running), short(self.onDisk)]
      const detail = {
        en: `the gateway runs ${is}, deploy/ holds ${should}`,
        zh: `网关运行 ${is}，deploy/ 中为 ${should}`,
      }
      return warning(detail, {
        instance: 'gateway',
        observed: {running: self.running, onDisk: self.onDisk},
        remedy: {
          text: {en: 'Make it read its files again.', zh: '让其重新读取文件。'},
          commands: ['opsctl reload gateway'],
        },
      })
    }
    const hash = self ? short(self.onDisk) : ''
    return healthy({en: `valid, and it runs ${hash}`, zh: `有效，正在运行 ${hash}`})
  },
  fix: {
    level: 'safe',
    plan({configTest: {exitCode}, self}) {
      if (exitCode !== 0 || !self || self.running === self.onDisk) return undefined
      return {
        effect: {
          en: 'The gateway reads its files again; connections go on.',
          zh: '网关重新读取文件，连接不中断。',
        },
        back: {
          en: 'Change the files back and reload once more; opsctl up writes them from opsctl.yaml.',
          zh: '改回文件后再次重载；opsctl up 会按 opsctl.yaml 重写。',
        },
        steps: [{kind: 'opsctl', argv: ['reload', 'gateway']}],
      }
    },
  },
})

/** The line that names the fault, without the time before it. Caddy logs in JSON and ends with the error. */
function errorLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const line =
    lines.find((one) => /\[emerg\]|\[ALERT\].*parsing|^Error:/.test(one)) ??
    lines.find((one) => one.includes('[ALERT]'))
  return (line ?? lines.at(-1) ?? '')
    .replace(/^nginx: |^\[(ALERT|NOTICE)\]\s+\(\d+\) : |^Error: /g, '')
    .trim()
    .slice(0, 300)
}

function short(hash: string): string {
  return hash.slice(0, 12) || '?'
}

const up = defineCheck({
  id: 'gw.up',
  title: {en: 'The gateway answers at its published port', zh: '网关在发布端口上应答'},
  impact: {en: 'Nobody reaches any app.', zh: '任何应用都无法访问。'},
  runs: {
    en: 'GET through the published port of this host, and GET /healthz on the internal port.',
    zh: '经本机发布端口的 GET，以及内部端口的 GET /healthz。',
  },
  remedy: {
    text: {
      en: 'Look whether its container runs, whether another program has the port, and whether a firewall is in between.',
      zh: '检查容器是否运行、端口是否被占用，以及是否有防火墙。',
    },
    commands: ['opsctl status', 'opsctl logs gateway --tail 30', 'opsctl doctor host.port-free sec.firewall'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onContainer,
  needs: {self},
  wants: {doors},
  thresholds: {time: {warn: 1000, unit: 'ms', origin: manual}},
  judge({self, doors}, {limits: {time}}) {
    if (self.status !== 200) {
      const what = self.status === 0 ? self.error : String(self.status)
      const detail = {en: `GET :9180/healthz: ${what}`, zh: `GET :9180/healthz：${what}`}
      return failure(detail, {instance: 'gateway', observed: {status: self.status}})
    }
    const visits = [doors?.http, doors?.https].filter((one) => one !== undefined)
    const shut = visits.find(({status}) => status === 0)
    if (shut) {
      const text = `GET ${shut.url}: ${shut.error}`
      const detail = {en: `${text}, though it answers within the stack`, zh: `${text}，但在栈内有应答`}
      // What is asked through it is an app, and an app waits for its stores.
      const because = [{id: 'compose.running'}, {id: 'compose.network'}, {id: 'app.health'}]
      return failure(detail, {instance: 'gateway', because, observed: {url: shut.url, error: shut.error}})
    }

    if (gradeHigh(self.ms, time) === 'warn') {
      const detail = {en: `GET :9180/healthz took ${self.ms} ms`, zh: `GET :9180/healthz 耗时 ${self.ms} 毫秒`}
      return warning(detail, {instance: 'gateway', limit: 'time', observed: {ms: self.ms}})
    }
    const answers = visits.map(({url, status, ms}) => `${url} ${status} (${ms} ms)`).join(', ')
    return healthy({en: answers || `healthy in ${self.ms} ms`, zh: answers || `${self.ms} 毫秒内应答正常`})
  },
})

const raise = {
  nginx: {
    en: 'More gateway.limits.cpus start more workers, each with 4096 connections.',
    zh: '提高 gateway.limits.cpus 会启动更多 worker，每个 4096 个连接。',
  },
  haproxy: {
    en: 'More gateway.limits.memory allow more connections.',
    zh: '提高 gateway.limits.memory 可允许更多连接。',
  },
  caddy: {
    en: 'Each connection is an open file: look for clients that keep many.',
    zh: '每个连接占用一个文件：查找保持大量连接的客户端。',
  },
}

const connections = defineCheck({
  id: 'gw.connections',
  title: {en: 'The gateway has connections left', zh: '网关连接数充足'},
  impact: {en: 'At the limit new clients wait, or are turned away.', zh: '达到上限后，新客户端只能等待或被拒绝。'},
  runs: {
    en: 'nginx: active connections of workers × worker_connections; HAProxy: current of maximal; Caddy: open files of the limit.',
    zh: 'nginx：活动连接与 worker 数 × worker_connections 之比；HAProxy：当前与最大连接；Caddy：打开文件与上限。',
  },
  remedy: {
    text: {en: 'Raise the limits of the gateway in opsctl.yaml.', zh: '在 opsctl.yaml 中提高网关的限额。'},
    commands: ['opsctl explain gateway.limits', 'opsctl plan'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  tags: ['capacity'],
  ...onGateway,
  needs: {self},
  thresholds: {used: {warn: 80, fail: 95, unit: '%', origin: ours}},
  judge({self: {connections}}, {stack, limits}): Outcome {
    if (!connections) return skipped('no-data', {en: 'it does not say how many it has', zh: '未给出连接数'})
    const {used, max, of} = connections
    const what = of === 'files' ? {en: 'open files', zh: '个打开文件'} : {en: 'connections', zh: '个连接'}
    const share = formatShare(used / max)
    const detail = {
      en: `${formatCount(used)} of ${formatCount(max)} ${what.en}, ${share}`,
      zh: `${formatCount(used)} / ${formatCount(max)} ${what.zh}，${share}`,
    }
    const remedy = {text: raise[stack.gateway.driver], commands: ['opsctl explain gateway.limits', 'opsctl plan']}
    const more = {instance: 'gateway', limit: 'used', observed: {used, max}, remedy}
    const grade = gradeHigh((used / max) * 100, limits.used)
    if (grade === 'pass') return healthy(detail)
    return grade === 'fail' ? failure(detail, more) : warning(detail, more)
  },
})

const dropped = defineCheck({
  id: 'gw.dropped',
  title: {en: 'No connection is dropped, and none waits', zh: '没有被丢弃或排队的连接'},
  impact: {en: 'Clients see resets, or wait for nothing.', zh: '客户端会遇到连接重置，或无谓等待。'},
  runs: {
    en: 'HAProxy: requests in queues and failed connections to upstreams; nginx and Caddy: log lines of 15 minutes about missing connections or files.',
    zh: 'HAProxy：排队请求与上游连接失败；nginx 与 Caddy：最近 15 分钟日志中连接或文件不足的行。',
  },
  remedy: {
    text: {en: 'Give upstreams more replicas, or the gateway more room.', zh: '增加上游副本，或提高网关限额。'},
    commands: ['opsctl logs gateway --tail 100', 'opsctl doctor gw.backends gw.connections'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  ...onGateway,
  needs: {self},
  judge({self: now}, {before}) {
    const {outOfConnections, queued = 0, connectErrors = 0} = now
    const earlier = before(self)?.value
    const newErrors = earlier ? Math.max(0, connectErrors - (earlier.connectErrors ?? 0)) : 0
    const more = {instance: 'gateway', observed: {outOfConnections, queued, newErrors}, because: [{id: 'gw.backends'}]}
    if (outOfConnections > 0) {
      const detail = {
        en: `${outOfConnections} times in 15 minutes it had no connection left`,
        zh: `最近 15 分钟有 ${outOfConnections} 次连接耗尽`,
      }
      return failure(detail, more)
    }
    if (queued > 0 && (earlier?.queued ?? 0) > 0) {
      const detail = {
        en: `${queued} requests wait for an upstream, ${earlier?.queued} did before`,
        zh: `${queued} 个请求在等待上游，此前为 ${earlier?.queued} 个`,
      }
      return failure(detail, more)
    }
    if (queued > 0)
      return warning({en: `${queued} requests wait for an upstream`, zh: `${queued} 个请求在等待上游`}, more)
    if (newErrors > 0) {
      const detail = {
        en: `${formatCount(newErrors)} connections to upstreams failed since the last look`,
        zh: `上次查看以来有 ${formatCount(newErrors)} 次上游连接失败`,
      }
      return warning(detail, more)
    }
    return healthy({en: 'none', zh: '没有'})
  },
})

const statusPrivate = defineCheck({
  id: 'gw.status-private',
  title: {en: 'Pages about the inside are not public', zh: '内部状态页不对外公开'},
  impact: {
    en: 'Whoever finds them learns names, load and memory of the stack, and profiles can be made to slow it down.',
    zh: '外部可借此得知栈内名称、负载与内存，性能剖析页还可被用于拖慢服务。',
  },
  runs: {
    en: 'GET /-/config, /metrics and /debug/pprof/ through the published port.',
    zh: '经发布端口 GET /-/config、/metrics 与 /debug/pprof/。',
  },
  remedy: {
    text: {
      en: 'Let routes name only the paths that clients need; opsctl up writes the files of the gateway anew.',
      zh: '路由只声明客户端需要的路径；opsctl up 会重写网关文件。',
    },
    commands: ['opsctl explain gateway.routes', 'opsctl diff', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  tags: ['security'],
  ...onGateway,
  needs: {doors},
  judge({doors: {open}}): Outcome {
    const own = open.filter(({whose}) => whose === 'gateway').map(({path}) => path)
    const profiles = open.filter(({path}) => path.startsWith('/debug/')).map(({path}) => path)
    const more = {instance: 'gateway', observed: {open}}
    if (own.length > 0) {
      const paths = own.join(', ')
      return failure(
        {en: `${paths} of the gateway answers on the public port`, zh: `网关的 ${paths} 在公开端口上可访问`},
        more,
      )
    }
    const [first] = profiles
    if (first)
      return warning(
        {en: `${first} of an app answers on the public port`, zh: `应用的 ${first} 在公开端口上可访问`},
        more,
      )
    const [page] = open
    if (!page) return healthy({en: 'none answers on the public port', zh: '公开端口上均不可访问'})
    const detail = {
      en: `${page.path} of an app answers on the public port: a route leads there`,
      zh: `应用的 ${page.path} 在公开端口上可访问：有路由指向它`,
    }
    return {status: 'info', detail, ...more}
  },
})

export const serverChecks = [config, up, connections, dropped, statusPrivate]
