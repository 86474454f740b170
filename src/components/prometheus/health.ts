/** What must be true of a running Prometheus: it answers, runs the rendered config, and reads every target. */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {Access, HealthCheck, Stack} from '../component.js'
import {CONFIG_SERIES} from './config.js'
import {targets} from './targets.js'
import {ask, askApi} from './web.js'

/** The checks for a stack, in the order of a diagnosis. */
export function healthChecks(stack: Stack): readonly HealthCheck[] {
  return [ready, config, targets, ...(stack.alertmanager.enabled ? [alertmanagers] : [])]
}

/** The hash in the loaded stamp rule. */
export async function runningHash(access: Access): Promise<string | undefined> {
  const {groups} = (await askApi(access, 'rules?type=record')) as {
    groups: {rules: {name: string; labels?: Record<string, string>}[]}[]
  }
  return groups.flatMap(({rules}) => rules).find(({name}) => name === CONFIG_SERIES)?.labels?.sha256
}

const ready: HealthCheck<{readonly status: number}> = {
  id: 'prometheus.ready',
  title: {en: 'Prometheus serves queries', zh: 'Prometheus 可提供查询'},
  service: 'prometheus',
  async probe(access) {
    return {status: (await ask(access, '/-/ready')).status}
  },
  judge({status}) {
    if (status === 200) return pass(verbatim('/-/ready: 200'))
    return fail(verbatim(`/-/ready: ${status}`), {
      en: 'It may still replay its write-ahead log; see: opsctl logs prometheus',
      zh: '可能仍在重放预写日志；查看：opsctl logs prometheus',
    })
  },
}

const config: HealthCheck<{readonly running: string | undefined; readonly rendered: string}> = {
  id: 'prometheus.config',
  title: {en: 'Prometheus runs the rendered configuration', zh: 'Prometheus 运行的是已渲染的配置'},
  service: 'prometheus',
  async probe(access) {
    return {running: await runningHash(access), rendered: await access.configHash('prometheus')}
  },
  judge({running, rendered}) {
    if (running === rendered) return pass(verbatim(rendered.slice(0, 12)))
    return fail(
      {
        en: `It runs ${running?.slice(0, 12) ?? 'an unknown configuration'}, rendered is ${rendered.slice(0, 12)}`,
        zh: `运行的是 ${running?.slice(0, 12) ?? '未知配置'}，已渲染的是 ${rendered.slice(0, 12)}`,
      },
      verbatim('opsctl reload prometheus'),
    )
  },
}

const alertmanagers: HealthCheck<{readonly active: number}> = {
  id: 'prometheus.alertmanagers',
  title: {en: 'Prometheus has an Alertmanager to send to', zh: 'Prometheus 已连接 Alertmanager'},
  service: 'prometheus',
  async probe(access) {
    const {activeAlertmanagers} = (await askApi(access, 'alertmanagers')) as {activeAlertmanagers: unknown[]}
    return {active: activeAlertmanagers.length}
  },
  judge({active}) {
    if (active > 0) return pass({en: `${active} found`, zh: `发现 ${active} 个`})
    return fail({en: 'None is found', zh: '未发现'}, verbatim('opsctl status alertmanager'))
  },
}
