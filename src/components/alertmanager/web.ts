/** Who may talk to Alertmanager: one user, its generated password, and the hash that the server holds. */
import type {Access, HttpAnswer, SecretSpec} from '../component.js'

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
    readers: ['alertmanager', 'prometheus'],
  },
  {
    name: WEB_CONFIG,
    purpose: {
      en: 'Web configuration of Alertmanager, with the hash of its password.',
      zh: 'Alertmanager 的 Web 配置，含密码哈希。',
    },
    readers: ['alertmanager'],
    derive: (value, previous) => webConfig(value(PASSWORD), previous),
  },
]

/** Asks Alertmanager as its user. */
export async function ask(access: Access, path: string): Promise<HttpAnswer> {
  const password = await access.secret(PASSWORD)
  return access.instance('alertmanager').http({port: PORT, path, basicAuth: {user: WEB_USER, password}})
}

async function webConfig(password: string, previous: string | undefined): Promise<string> {
  const {compare, hash} = await import('bcryptjs')
  const kept = /\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/.exec(previous ?? '')?.[0]
  // A new salt would change the file and so recreate the container for nothing.
  if (previous !== undefined && kept !== undefined && (await compare(password, kept))) return previous
  return `basic_auth_users:\n  ${WEB_USER}: ${await hash(password, 10)}\n`
}
