/** What must be true of a running Alertmanager: it answers, and runs the rendered config. */
import {fail, pass} from '../../checks/check.js'
import {verbatim} from '../../text.js'
import type {Access, HealthCheck} from '../component.js'
import {STAMP} from './config.js'
import {ask} from './web.js'

const CONFIG = '/etc/alertmanager'

/**
 * The hash of the running configuration, or undefined when memory and disk differ. Alertmanager can carry no stamp, but
 * tells the first 48 bits of the MD5 of what it loaded: if that is the file it has mounted, the stamp beside it holds.
 */
export async function runningHash(access: Access): Promise<string | undefined> {
  const metrics = await ask(access, '/metrics')
  const loaded = /^alertmanager_config_hash (\S+)$/m.exec(metrics.body)?.[1]
  const instance = access.instance('alertmanager')
  const both = await instance.exec(['sh', '-c', `md5sum ${CONFIG}/alertmanager.yml && cat ${CONFIG}/${STAMP}`])
  if (loaded === undefined || Number(loaded) !== configMetric(both.stdout)) return undefined
  const sha256 = /^[0-9a-f]{64}$/m.exec(both.stdout)?.[0]
  return both.exitCode === 0 ? sha256 : undefined
}

/** The value of `alertmanager_config_hash` for what md5sum prints about a configuration. */
export function configMetric(md5sum: string): number {
  const first48Bits = Buffer.from(md5sum.slice(0, 12), 'hex')
  return first48Bits.length === 6 ? first48Bits.readUIntLE(0, 6) : Number.NaN
}

const ready: HealthCheck<{readonly status: number}> = {
  id: 'alertmanager.ready',
  title: {en: 'Alertmanager takes alerts', zh: 'Alertmanager 可接收告警'},
  service: 'alertmanager',
  async probe(access) {
    return {status: (await ask(access, '/-/ready')).status}
  },
  judge({status}) {
    if (status === 200) return pass(verbatim('/-/ready: 200'))
    return fail(verbatim(`/-/ready: ${status}`), verbatim('opsctl logs alertmanager'))
  },
}

const config: HealthCheck<{readonly running: string | undefined; readonly rendered: string}> = {
  id: 'alertmanager.config',
  title: {en: 'Alertmanager runs the rendered configuration', zh: 'Alertmanager 运行的是已渲染的配置'},
  service: 'alertmanager',
  async probe(access) {
    return {running: await runningHash(access), rendered: await access.configHash('alertmanager')}
  },
  judge({running, rendered}) {
    if (running === rendered) return pass(verbatim(rendered.slice(0, 12)))
    return fail(
      {
        en: `It runs ${running?.slice(0, 12) ?? 'an older configuration'}, rendered is ${rendered.slice(0, 12)}`,
        zh: `运行的是 ${running?.slice(0, 12) ?? '较旧的配置'}，已渲染的是 ${rendered.slice(0, 12)}`,
      },
      verbatim('opsctl reload alertmanager'),
    )
  },
}

export const healthChecks: readonly HealthCheck[] = [ready, config]
