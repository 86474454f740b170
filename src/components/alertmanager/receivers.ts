/** Receivers of `alerting` → receivers of Alertmanager, and the secrets they read from files. */

import {alertingMessages as say} from '../../messages/alerting.js'
import type {SecretSpec, Stack, Text} from '../component.js'
import {urlProblem} from './addresses.js'
import type {Receiver, ReceiverType} from './alerting-schema.js'

/** What each type of receiver reads as its secret; a person puts it in place. */
const SECRET: Readonly<Record<ReceiverType, 'url' | 'password' | 'token'>> = {
  email: 'password',
  webhook: 'url',
  slack: 'url',
  dingtalk: 'url',
  wecom: 'url',
  feishu: 'url',
  telegram: 'token',
  teams: 'url',
}

/** Name of the integration, as the metrics of Alertmanager have it. */
export const integrations: Readonly<Record<ReceiverType, string>> = {
  email: 'email',
  webhook: 'webhook',
  slack: 'slack',
  dingtalk: 'webhook',
  wecom: 'webhook',
  feishu: 'webhook',
  // By its own integration Alertmanager writes the token to its log when Telegram does not answer.
  telegram: 'webhook',
  teams: 'msteamsv2',
}

/** Chats that answer 200 whatever they think of a message; Alertmanager reads only the status. */
export const silentTypes: readonly ReceiverType[] = ['dingtalk', 'wecom', 'feishu']

/** The secret of a receiver; undefined when it needs none. */
export function secretOf(name: string, {type, url, username}: Receiver): string | undefined {
  if (type === 'webhook' && url !== undefined) return undefined
  if (type === 'email' && username === undefined) return undefined
  return `alertmanager-receiver-${name}-${SECRET[type]}`
}

/** The file that Alertmanager reads; of Telegram it is the address with the token in it. */
function readSecretOf(name: string, receiver: Receiver): string | undefined {
  return receiver.type === 'telegram' ? `alertmanager-receiver-${name}-url` : secretOf(name, receiver)
}

/** Names of the secrets that Alertmanager reads. */
export function mountedSecrets({alerting}: Stack): readonly string[] {
  return Object.entries(alerting.receivers).flatMap(([name, receiver]) => readSecretOf(name, receiver) ?? [])
}

/** The secrets of all receivers. Each is given by a person, and judged before Alertmanager gets it. */
export function receiverSecrets({alerting}: Stack): readonly SecretSpec[] {
  return Object.entries(alerting.receivers).flatMap(([name, receiver]): readonly SecretSpec[] => {
    const secret = secretOf(name, receiver)
    if (secret === undefined) return []
    const purpose = say.secretPurpose(name, receiver.type)
    if (receiver.type !== 'telegram') {
      const judge = SECRET[receiver.type] === 'url' ? urlProblem : passwordProblem
      return [{name: secret, purpose, readers: ['alertmanager'], given: judge}]
    }

    const api = (receiver.apiUrl ?? 'https://api.telegram.org').replace(/\/+$/, '')
    return [
      {name: secret, purpose, readers: [], given: tokenProblem},
      {
        name: `alertmanager-receiver-${name}-url`,
        purpose: say.addressPurpose(name),
        readers: ['alertmanager'],
        derive: (value) => `${api}/bot${value(secret)}/sendMessage`,
      },
    ]
  })
}

function passwordProblem(value: string): Text | undefined {
  return /^[\x20-\x7e]+$/.test(value) ? undefined : say.notPrintable
}

/** As BotFather gives it. */
function tokenProblem(value: string): Text | undefined {
  return /^\d{1,20}:[A-Za-z0-9_-]{10,100}$/.test(value) ? undefined : say.notToken
}

/** One receiver in the words of Alertmanager. */
export function toReceiver(name: string, receiver: Receiver, stack: Stack): Readonly<Record<string, unknown>> {
  const language = receiver.language ?? stack.alerting.language ?? stack.language
  const file = `/run/secrets/${readSecretOf(name, receiver) ?? ''}`
  const integration = integrations[receiver.type]
  const config = {send_resolved: receiver.sendResolved, ...settings[receiver.type](receiver, language, file)}
  return {name, [`${integration}_configs`]: [config]}
}

type Settings = (receiver: Receiver, language: string, secretFile: string) => Readonly<Record<string, unknown>>

/** A redirect could lead where the address itself may not. */
const http = {http_config: {follow_redirects: false}}

const use = (template: string, language: string) => `{{ template "opsctl.${template}.${language}" . }}`

/** What a robot demands in every message; nothing where it demands nothing. */
const withKeyword = ({keyword}: Receiver, text: string) => (keyword === undefined ? text : `${text} · ${keyword}`)

const settings: Readonly<Record<ReceiverType, Settings>> = {
  email: (receiver, language, file) => ({
    to: receiver.to.join(', '),
    from: receiver.from,
    smarthost: receiver.smarthost,
    require_tls: receiver.requireTls,
    ...(receiver.username === undefined ? {} : {auth_username: receiver.username, auth_password_file: file}),
    headers: {Subject: use('title', language)},
    html: use('email', language),
    text: use('plain', language),
  }),
  webhook: ({url}, _language, file) => ({...http, ...(url === undefined ? {url_file: file} : {url})}),
  slack: (_receiver, language, file) => ({
    ...http,
    api_url_file: file,
    username: 'Alertmanager',
    title: use('title', language),
    title_link: '{{ template "opsctl.alerts.url" . }}',
    text: use('slack', language),
    fallback: use('title', language),
    color: '{{ template "opsctl.slack.color" . }}',
  }),
  dingtalk: (receiver, language, file) => ({
    ...http,
    url_file: file,
    payload: {
      msgtype: 'markdown',
      markdown: {
        title: withKeyword(receiver, use('title', language)),
        text: withKeyword(receiver, use('markdown', language)),
      },
    },
  }),
  wecom: (_receiver, language, file) => ({
    ...http,
    url_file: file,
    payload: {msgtype: 'markdown', markdown: {content: use('short', language)}},
  }),
  feishu: (receiver, language, file) => ({
    ...http,
    url_file: file,
    payload: {
      msg_type: 'interactive',
      card: {
        config: {wide_screen_mode: true},
        header: {
          title: {tag: 'plain_text', content: withKeyword(receiver, use('title', language))},
          template: '{{ template "opsctl.feishu.color" . }}',
        },
        elements: [{tag: 'markdown', content: use('markdown', language)}],
      },
    },
  }),
  telegram: ({chatId}, language, file) => ({
    ...http,
    url_file: file,
    payload: {chat_id: chatId, text: use('brief', language), disable_web_page_preview: true},
  }),
  teams: (_receiver, language, file) => ({
    ...http,
    webhook_url_file: file,
    title: use('title', language),
    text: use('markdown', language),
  }),
}
