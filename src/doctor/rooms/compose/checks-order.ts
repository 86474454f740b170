/** Whether healthchecks can fail, and services wait for what they need. */
import {listServices} from '../../../images/list-services.js'
import {defineCheck, healthy, note, type Outcome, skipped, warning} from '../../check.js'
import {rowsOr} from '../docker/rows.js'
import {filesFact} from './facts.js'

const OVERLAY = 'overlay/compose.override.yaml'
const notRendered = skipped('no-data', {en: 'nothing is rendered yet: opsctl render', zh: '尚未渲染：opsctl render'})

interface Flaw {
  readonly seen: RegExp
  /** What makes up for it, in the same command. */
  readonly unless?: RegExp
  readonly en: string
  readonly zh: string
}

/** Commands that succeed when the server does not, or change what they look at. */
const flaws: readonly Flaw[] = [
  {
    seen: /redis-cli/,
    unless: /grep|-e\b|PONG/,
    en: 'redis-cli ends with 0 even when the server refuses it; use -e, or look for PONG',
    zh: '即使被服务器拒绝，redis-cli 也返回 0；请加 -e 或检查 PONG',
  },
  {
    seen: /redis-cli.*\b(incr|set|lpush|rpush|del|flush\w*)\b/i,
    en: 'it writes into the data it is to watch',
    zh: '它会写入被监视的数据',
  },
  {
    seen: /\bcurl\b/,
    unless: /\s(-\w*f\w*|--fail\S*)\b|grep|http_code/,
    en: 'curl without -f ends with 0 for every answer, also for 500',
    zh: '不带 -f 的 curl 对任何应答（包括 500）都返回 0',
  },
  {
    seen: /\|\|\s*(true|exit 0|:)\s*$|;\s*(true|exit 0)\s*$/,
    en: 'it ends with 0 whatever happens',
    zh: '无论发生什么都返回 0',
  },
]

export const healthcheckSound = defineCheck({
  id: 'compose.healthcheck-sound',
  title: {en: 'Every healthcheck can fail', zh: '健康检查都能失败'},
  impact: {
    en: 'A dead service counts as healthy, and what waits for it starts too early.',
    zh: '已失效的服务被当作健康，等待它的服务过早启动。',
  },
  runs: {en: 'The healthcheck commands in the merged Compose files', zh: '合并后的 Compose 文件中的健康检查命令'},
  remedy: {
    text: {
      en: `Take "healthcheck" out of ${OVERLAY}: the generated one can fail. Or mend the command there.`,
      zh: `从 ${OVERLAY} 移除 "healthcheck"：生成的检查是可靠的；或在那里修正命令。`,
    },
    commands: ['opsctl up'],
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn'],
  needs: {files: filesFact},
  judge: ({files: {state, services}}) => {
    if (state === 'absent') return notRendered
    const rows = Object.entries(services).flatMap(([service, {healthcheck}]): readonly Outcome[] => {
      if (!healthcheck) return []
      const command = healthcheck.test.slice(1).join(' ')
      const found = flaws.findLast(({seen, unless}) => seen.test(command) && !unless?.test(command))
      if (!found) return []
      const evidence = [{kind: 'file' as const, ref: OVERLAY, excerpt: command.slice(0, 200)}]
      return [
        warning(
          {en: `The healthcheck of ${service}: ${found.en}`, zh: `${service} 的健康检查：${found.zh}`},
          {instance: service, evidence},
        ),
      ]
    })
    const count = Object.values(services).filter((one) => one.healthcheck).length
    return rowsOr(rows, healthy({en: `${count} healthchecks can fail`, zh: `${count} 个健康检查都能失败`}))
  },
})

export const dependsOn = defineCheck({
  id: 'compose.depends-on',
  title: {en: 'Services wait until what they need is healthy', zh: '服务会等待其依赖健康'},
  impact: {
    en: 'A service starts before its database does, fails, and is started again.',
    zh: '服务先于数据库启动、失败，再被重启。',
  },
  runs: {en: 'depends_on in the merged Compose files', zh: '合并后的 Compose 文件中的 depends_on'},
  remedy: {
    text: {
      en: `Write condition: service_healthy in ${OVERLAY}, or take depends_on out of it.`,
      zh: `在 ${OVERLAY} 中写 condition: service_healthy，或移除 depends_on。`,
    },
    commands: ['opsctl up'],
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'info', 'warn'],
  needs: {files: filesFact},
  judge: ({files: {state, services}}, {stack}) => {
    if (state === 'absent') return notRendered
    // One that watches the others waits only until they are there: it is to see them fail, too.
    const watchers = new Set(listServices(stack).flatMap(({service}) => (service.startsLast ? [service.name] : [])))
    const rows = Object.entries(services).flatMap(([service, {dependsOn: needs}]) =>
      Object.entries(needs).flatMap(([other, condition]): readonly Outcome[] => {
        if (condition !== 'service_started' || watchers.has(service) || !services[other]?.healthcheck) return []
        const text = {
          en: `${service} starts before ${other} is healthy`,
          zh: `${service} 会在 ${other} 健康之前启动`,
        }
        return [warning(text, {instance: service, observed: {needs: other}})]
      }),
    )
    const gone = Object.entries(services).flatMap(([service, {dependsOn: needs}]) =>
      Object.keys(needs)
        .filter((other) => !(other in services))
        .map((other) =>
          note(
            {en: `${service} names ${other}, which is in no file`, zh: `${service} 依赖的 ${other} 不在任何文件中`},
            {instance: service},
          ),
        ),
    )
    const waiting = Object.values(services).filter((one) => Object.keys(one.dependsOn).length > 0).length
    return rowsOr(
      [...rows, ...gone],
      healthy({en: `${waiting} services wait for what they need`, zh: `${waiting} 个服务会等待其依赖`}),
    )
  },
})
