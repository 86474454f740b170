/** Who may talk to Alertmanager: one user, its generated password, and the hash that the server holds. */
import type {Access, HttpAnswer, InstanceRequest, SecretSpec} from '../component.js'
import {webConfig} from '../password-hash.js'

export const WEB_USER = 'opsctl'
export const PASSWORD = 'alertmanager-password'
export const WEB_CONFIG = 'alertmanager-web'
export const PORT = 9093

/** Basic auth as Prometheus and amtool take it: the password stays in its file. */
export const ownLogin = {username: WEB_USER, password_file: `/run/secrets/${PASSWORD}`} as const

export const webSecrets: readonly SecretSpec[] = [
  {
    name: PASSWORD,
    purpose: {
      en: `Log-in of user ${WEB_USER} to Alertmanager; Prometheus sends alerts with it.`,
      zh: `用户 ${WEB_USER} 登录 Alertmanager 的密码；Prometheus 用它发送告警。`,
    },
    readers: ['alertmanager', 'prometheus', 'grafana'],
  },
  {
    name: WEB_CONFIG,
    purpose: {
      en: 'Web configuration of Alertmanager, with the hash of its password.',
      zh: 'Alertmanager 的 Web 配置，含密码哈希。',
    },
    readers: ['alertmanager'],
    derive: (value, previous) => webConfig(WEB_USER, value(PASSWORD), previous),
  },
]

/** Asks Alertmanager as its user. */
export async function ask(access: Access, path: string, more: Partial<InstanceRequest> = {}): Promise<HttpAnswer> {
  const password = await access.secret(PASSWORD)
  return access.instance('alertmanager').http({...more, port: PORT, path, basicAuth: {user: WEB_USER, password}})
}
