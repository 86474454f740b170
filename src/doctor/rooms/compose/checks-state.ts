/** Whether every container runs, and is well. */
import {defineCheck, failure, healthy, note, type Outcome, skipped, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {type Container, causesFact, containersFact, type Expected} from './facts.js'
import {byService, since, span} from './words.js'

const UP = 'opsctl up'

export const running = defineCheck({
  id: 'compose.running',
  title: {en: 'Every service runs', zh: '所有服务都在运行'},
  impact: {
    en: 'What the service does is not done, and whoever calls it fails.',
    zh: '该服务不工作，调用它的服务也会失败。',
  },
  runs: {
    en: 'docker inspect of every container of the project, against the services of opsctl.yaml',
    zh: '对项目的每个容器执行 docker inspect，并与 opsctl.yaml 中的服务比较',
  },
  remedy: {
    text: {en: 'Bring it up again; what runs is not touched.', zh: '重新启动；正在运行的不受影响。'},
    commands: [UP],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  because: ['compose.data-persistent', 'compose.oom-killed', 'compose.exit-reason', 'compose.restart-loop'],
  needs: {containers: containersFact},
  wants: {causes: causesFact},
  judge: ({containers: {expected, containers}, causes}, {now}) => {
    const found = byService(containers)
    if (expected.length === 0) return skipped('no-data', {en: 'the stack has no services', zh: '此栈没有服务'})
    if (expected.every(({service}) => !found.has(service))) {
      const count = expected.length
      return failure({
        en: `The stack is not up: none of its ${count} services has a container`,
        zh: `栈未启动：${count} 个服务都没有容器`,
      })
    }
    const rows = expected.flatMap((one) => {
      const own = found.get(one.service) ?? []
      const cause = causes?.causes.find(({service}) => service === one.service)?.cause
      return judgeService(one, own, now, cause)
    })
    const count = containers.filter(({state}) => state === 'running').length
    return rowsOr(rows, healthy({en: `${count} containers run`, zh: `${count} 个容器正在运行`}))
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {instance, observed}): FixPlan => {
      if (observed?.state === 'paused') return unpause(String(observed.container))
      const what = instance ?? 'the stack'
      return {
        effect: {
          en: `Starts ${what}; what runs is not touched.`,
          zh: `启动${instance ?? '整个栈'}；正在运行的不受影响。`,
        },
        back: {en: 'docker stop stops a container again.', zh: '可用 docker stop 再次停止。'},
        steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
      }
    },
  },
})

function unpause(container: string): FixPlan {
  return {
    effect: {en: `Lets ${container} go on where it was paused.`, zh: `让 ${container} 从暂停处继续。`},
    back: {en: 'Undo pauses it again.', zh: '撤销会再次暂停。'},
    steps: [{kind: 'host', argv: ['docker', 'unpause', container], root: false, undo: ['docker', 'pause', container]}],
  }
}

type Words = {readonly en: string; readonly zh: string}

function judgeService(
  {service, replicas}: Expected,
  own: readonly Container[],
  now: number,
  cause: Words | undefined,
): readonly Outcome[] {
  const down = own.find(({state}) => state !== 'running')
  if (own.length === 0) {
    const text = {
      en: `${service} has no container: it was removed, or never started`,
      zh: `${service} 没有容器：已被删除或从未启动`,
    }
    return [failure(text, {instance: service, observed: {state: 'missing'}})]
  }
  if (down) return [failure(tellDown(down, now, cause), {instance: service, ...detailsOf(down)})]
  if (own.length >= replicas) return []
  const text = {
    en: `${service} has ${own.length} of ${replicas} containers`,
    zh: `${service} 只有 ${replicas} 个容器中的 ${own.length} 个`,
  }
  return [warning(text, {instance: service, observed: {running: own.length, wanted: replicas}})]
}

function detailsOf({name, state, exitCode}: Container) {
  const evidence = [
    {kind: 'docker' as const, ref: `docker inspect ${name}`, excerpt: `${state}, exit code ${exitCode}`},
  ]
  const observed = {state, container: name, exitCode}
  if (state !== 'paused') return {observed, evidence}
  const remedy = {
    text: {en: 'Let it go on.', zh: '让它继续运行。'},
    commands: [`docker unpause ${name}`],
  }
  return {observed, evidence, remedy}
}

function tellDown(one: Container, now: number, cause: Words | undefined): Words {
  const {service, state, exitCode, error} = one
  if (state === 'paused') {
    return {
      en: `${service} is paused: it takes connections and answers none`,
      zh: `${service} 已暂停：接受连接但不应答`,
    }
  }
  if (state === 'restarting') {
    return {en: `${service} ends and is started again and again`, zh: `${service} 反复退出并重启`}
  }
  const why = cause ?? (error === '' ? undefined : {en: error, zh: error})
  const [en, zh] = why ? [`: ${why.en}`, `：${why.zh}`] : ['', '']
  if (state === 'created')
    return {en: `${service} was created but never started${en}`, zh: `${service} 已创建但从未启动${zh}`}
  const age = since(one.finishedAt, now)
  const ago = age === undefined ? {en: '', zh: ''} : {en: ` ${span(age).en} ago`, zh: `（${span(age).zh}前）`}
  return {
    en: `${service} ended${ago.en} with code ${exitCode}${en}`,
    zh: `${service} 已退出${ago.zh}，退出码 ${exitCode}${zh}`,
  }
}

export const health = defineCheck({
  id: 'compose.health',
  title: {en: 'Every healthcheck passes', zh: '所有健康检查均通过'},
  impact: {
    en: 'The service runs but does not do its work, and nothing is started that waits for it.',
    zh: '服务在运行但不工作，等待它的服务也不会启动。',
  },
  runs: {en: 'docker inspect: what the last healthchecks said', zh: 'docker inspect：最近几次健康检查的结果'},
  remedy: {text: {en: 'See the checks of this service below, and its log.', zh: '查看下方该服务的检查及其日志。'}},
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  after: ['docker.daemon'],
  because: [
    'compose.oom-killed',
    'compose.exit-reason',
    'compose.restart-loop',
    'compose.running',
    'compose.network',
    'compose.volume-perms',
    'compose.config-drift',
  ],
  needs: {containers: containersFact},
  wants: {causes: causesFact},
  judge: ({containers: {expected, containers}, causes}, {now}) => {
    const up = containers.filter(({state}) => state === 'running')
    const rows = up.flatMap((one) => {
      const spec = expected.find(({service}) => service === one.service)
      const found = causes?.causes.find(({name}) => name === one.name)
      return judgeHealth(one, spec, now, found)
    })
    const asked = up.filter((one) => one.health === 'healthy').length
    return rowsOr(rows, healthy({en: `${asked} containers are healthy`, zh: `${asked} 个容器健康`}))
  },
})

interface Found {
  readonly kind: string
  readonly cause: Words
  readonly fix: Words
}

function judgeHealth(
  one: Container,
  spec: Expected | undefined,
  now: number,
  found: Found | undefined,
): readonly Outcome[] {
  const {service, healthcheck, failingStreak, healthOutput} = one
  const more = {instance: service, observed: {health: one.health, failingStreak}}
  if (one.health === 'unhealthy') {
    const said = found && found.kind !== 'health' ? found.cause : lastWords(healthOutput)
    const text = {
      en: `${service} failed its healthcheck ${failingStreak} times in a row${said.en === '' ? '' : `: ${said.en}`}`,
      zh: `${service} 的健康检查连续失败 ${failingStreak} 次${said.zh === '' ? '' : `：${said.zh}`}`,
    }
    const remedy = {text: found?.fix ?? seeLogs(service), commands: [`opsctl logs ${service} --tail 50`]}
    return [failure(text, {...more, remedy, because: callsOf(spec), evidence: evidenceOf(one)})]
  }
  if (one.health === 'starting' && healthcheck) {
    const age = since(one.startedAt, now) ?? 0
    const allowed = healthcheck.startPeriodS + healthcheck.retries * (healthcheck.intervalS + healthcheck.timeoutS)
    const [took, most] = [span(age), span(allowed)]
    const en = `${service} has been starting for ${took.en}, of ${most.en} that it may take`
    const text = {en, zh: `${service} 已启动 ${took.zh}，最多允许 ${most.zh}`}
    return [age > allowed ? warning(text, {...more, because: callsOf(spec)}) : note(text, more)]
  }
  if (healthcheck || !spec || spec.mayLackHealthcheck) return []
  const text = {
    en: `${service} has lost its healthcheck: nothing tells when it stops working`,
    zh: `${service} 缺少健康检查：停止工作时无人知晓`,
  }
  return [warning(text, {...more, remedy: {text: takeOut, commands: [UP]}})]
}

const takeOut: Words = {
  en: 'Take "healthcheck" out of overlay/compose.override.yaml, then run opsctl up.',
  zh: '从 overlay/compose.override.yaml 移除 "healthcheck"，再运行 opsctl up。',
}

function lastWords(output: string): Words {
  const line = output.split('\n').at(-1)?.trim() ?? ''
  return {en: line, zh: line}
}

const seeLogs = (service: string): Words => ({en: `See what ${service} logged.`, zh: `查看 ${service} 的日志。`})

/** A service is unwell when one that it calls is gone. */
function callsOf(spec: Expected | undefined) {
  return [
    ...(spec?.calls ?? []).map(({service}) => ({id: 'compose.running', instance: service})),
    {id: 'host.disk-used'},
  ]
}

function evidenceOf({name, healthOutput, healthcheck}: Container): NonNullable<Outcome['evidence']> {
  const ref = `docker inspect ${name} --format '{{json .State.Health}}'`
  return [{kind: 'docker', ref, excerpt: (healthOutput || healthcheck?.test.join(' ') || '').slice(0, 200)}]
}
