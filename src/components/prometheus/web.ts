/** Who may talk to Prometheus: one user, its generated password, and the hash that the server holds. */
import type {Access, HttpAnswer, InstanceRequest, SecretSpec} from '../component.js'
import {webConfig} from '../password-hash.js'

export const WEB_USER = 'opsctl'
export const PASSWORD = 'prometheus-password'
export const WEB_CONFIG = 'prometheus-web'
export const PORT = 9090

/** Basic auth as Prometheus' own clients take it: the password stays in its file. */
export const ownLogin = {username: WEB_USER, password_file: `/run/secrets/${PASSWORD}`} as const

export const webSecrets: readonly SecretSpec[] = [
  {
    name: PASSWORD,
    purpose: {
      en: `Log-in of user ${WEB_USER} to Prometheus.`,
      zh: `用户 ${WEB_USER} 登录 Prometheus 的密码。`,
    },
    readers: ['prometheus', 'grafana'],
  },
  {
    name: WEB_CONFIG,
    purpose: {
      en: 'Web configuration of Prometheus, with the hash of its password.',
      zh: 'Prometheus 的 Web 配置，含密码哈希。',
    },
    readers: ['prometheus'],
    derive: (value, previous) => webConfig(WEB_USER, value(PASSWORD), previous),
  },
]

/** Asks Prometheus as its user. */
export async function ask(access: Access, path: string, more: Partial<InstanceRequest> = {}): Promise<HttpAnswer> {
  const password = await access.secret(PASSWORD)
  return access.instance('prometheus').http({...more, port: PORT, path, basicAuth: {user: WEB_USER, password}})
}

/** Asks Prometheus' HTTP API and returns the `data` of its answer. */
export async function askApi(access: Access, path: string): Promise<unknown> {
  const answer = await ask(access, `/api/v1/${path}`)
  if (answer.status !== 200) throw new Error(`Prometheus answers ${answer.status} to /api/v1/${path}`)
  return (JSON.parse(answer.body) as {data: unknown}).data
}
