/** Looks at who asks, who logs in, and what answers a stranger. */
import {existsSync} from 'node:fs'
import {readFile} from 'node:fs/promises'
import {networkInterfaces} from 'node:os'

import {OpsError} from '../../../errors.js'
import {findProgram} from '../../../system/host-os.js'
import {capture} from '../../../system/run.js'
import {type CollectContext, defineCollector, runIn} from '../../collect.js'
import {CannotSee} from '../../facts.js'
import {addUp, readFailedLogins, readSudo} from './access-log.js'
import {auditLogFact, endpointsFact, firewallFact, loginsFact, requestsFact} from './facts.js'

const QUICK_MS = 4000
const TAIL = 5000
const JOURNALS = ['/run/systemd/journal/socket', '/run/log/journal']
const LOG_FILES = ['/var/log/auth.log', '/var/log/secure']
/** As much of the end of a log as five minutes of an attack may fill. */
const TAIL_BYTES = 1024 ** 2

export const requestsCollector = defineCollector({
  key: requestsFact,
  isFor: ({gateway}) => gateway.enabled,
  async collect({logs}) {
    return addUp(await logs('gateway', {tail: TAIL, since: '5m'}))
  },
})

export const loginsCollector = defineCollector({
  key: loginsFact,
  isFor: () => true,
  async collect({signal}) {
    const journal = await readJournal(signal)
    if (journal) return {source: 'journal', ...journal}
    for (const file of LOG_FILES) {
      const text = await readFile(file, 'utf8').catch(() => undefined)
      if (text === undefined) continue
      const lines = text.slice(-TAIL_BYTES).split('\n')
      return {
        source: file,
        sshd: readFailedLogins(lines.filter((line) => line.includes('sshd'))),
        sudo: readSudo(lines),
      }
    }
    throw new CannotSee('no-data', {
      en: 'neither the journal nor /var/log/auth.log can be read here',
      zh: '此处无法读取 journal 或 /var/log/auth.log',
    })
  },
})

async function readJournal(signal: AbortSignal) {
  // A host without a journal may still have its client.
  if (!JOURNALS.some((path) => existsSync(path))) return undefined
  const ask = (since: string, identifier: string) =>
    tool(
      'journalctl',
      ['--no-pager', '--quiet', '--output', 'short-iso', '--since', since, '--identifier', identifier],
      signal,
    )
  const [sshd, sudo] = await Promise.all([ask('-5min', 'sshd'), ask('-24h', 'sudo')])
  // Without the right to read it, or without one, it says so instead of printing lines.
  if (sshd?.exitCode !== 0 || /No journal files|not seeing messages/.test(sshd.stderr)) return undefined
  return {sshd: readFailedLogins(sshd.stdout.split('\n')), sudo: readSudo(sudo?.stdout.split('\n') ?? [])}
}

/** Runs a tool of the host; undefined when it is not there, or does not end. */
export async function tool(command: string, argv: readonly string[], signal: AbortSignal) {
  const program = await findProgram(command)
  if (program === undefined) return undefined
  try {
    return await capture(program, argv, {timeoutMs: QUICK_MS, signal})
  } catch (error) {
    if (error instanceof OpsError && error.kind !== 'interrupted') return undefined
    throw error
  }
}

export const firewallCollector = defineCollector({
  key: firewallFact,
  isFor: ({target}) => target === 'compose',
  async collect({signal}) {
    if (process.getuid?.() !== 0) {
      throw new CannotSee('permission', {
        en: 'only root sees the rules of the firewall',
        zh: '仅 root 可查看防火墙规则',
      })
    }
    const [ufw, firewalld, chains] = await Promise.all([
      tool('ufw', ['status'], signal),
      tool('firewall-cmd', ['--list-ports'], signal),
      tool('iptables', ['-S'], signal),
    ])
    const rules = chains?.stdout.split('\n') ?? []
    const hasChain = rules.includes('-N DOCKER-USER')
    const own = rules.filter((line) => line.startsWith('-A DOCKER-USER') && !line.endsWith('-j RETURN'))
    const isFiltering =
      rules.includes('-P INPUT DROP') || rules.some((line) => /^-A INPUT .*-j (DROP|REJECT)/.test(line))
    const kind = /Status: active/.test(ufw?.stdout ?? '')
      ? ('ufw' as const)
      : firewalld?.exitCode === 0
        ? ('firewalld' as const)
        : isFiltering
          ? ('rules' as const)
          : ('none' as const)
    return {
      kind,
      allowed: kind === 'ufw' ? readUfw(ufw?.stdout ?? '') : readPorts(firewalld?.stdout ?? ''),
      publicAddresses: publicAddresses().length,
      ...(hasChain ? {dockerUser: own.length} : {}),
    }
  },
})

/** Ports that `ufw status` says it lets in. */
export function readUfw(text: string): number[] {
  const ports = text.split('\n').flatMap((line) => /^(\d+)(?:\/\w+)?\s+(?:\(v6\)\s+)?ALLOW/.exec(line)?.[1] ?? [])
  return [...new Set(ports.map(Number))]
}

function readPorts(text: string): number[] {
  return text.split(/\s+/).flatMap((word) => (/^(\d+)\//.exec(word) ? [Number.parseInt(word, 10)] : []))
}

const PRIVATE =
  /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe80)/i

/** Addresses of this host that the internet routes. */
function publicAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all.filter(({internal, address}) => !internal && !PRIVATE.test(address)).map(({address}) => address)
}

/** What each server answers only to who is logged in. */
const ENDPOINTS = [
  {service: 'prometheus', port: 9090, path: '/api/v1/status/config'},
  {service: 'alertmanager', port: 9093, path: '/api/v2/status'},
  {service: 'grafana', port: 3000, path: '/api/org'},
  {service: 'kibana', port: 5601, path: '/api/spaces/space'},
] as const

const GATEWAY_PORT = 8080
const GATEWAY_TLS_PORT = 8443

export const endpointsCollector = defineCollector({
  key: endpointsFact,
  isFor: () => true,
  async collect(context) {
    const own = ENDPOINTS.filter(({service}) => context.stack[service].enabled)
    const closed = Object.values(context.stack.gateway.enabled ? context.stack.gateway.routes : {})
      .filter(({basicAuth}) => basicAuth.length > 0)
      .map(({paths, hosts}) => ({service: 'gateway', path: paths[0] ?? '/', host: hosts[0]}))
    const tls = context.stack.gateway.tls.mode !== 'off'
    const all = [
      ...own,
      ...closed.map((one) => ({...one, port: tls ? GATEWAY_TLS_PORT : GATEWAY_PORT, tls})),
      ...(tls && closed.length === 0
        ? [{service: 'gateway', port: GATEWAY_TLS_PORT, path: '/', tls, isOpen: true}]
        : []),
    ]
    const asked = await Promise.all(all.map((one) => askAsStranger(context, one)))
    return {endpoints: asked.flat()}
  },
})

async function askAsStranger(
  {access}: CollectContext,
  one: {
    readonly service: string
    readonly port: number
    readonly path: string
    readonly host?: string | undefined
    readonly tls?: boolean
    /** Everybody may have the answer: only its headers count. */
    readonly isOpen?: boolean
  },
) {
  const {service, port, path, host, tls = false, isOpen = false} = one
  const headers = host === undefined ? {} : {headers: {host}}
  // One that does not answer is the business of its own room.
  const answer = await access
    .instance(service)
    .http({port, path, timeoutMs: QUICK_MS, tls, ...headers})
    .catch(() => undefined)
  if (!answer) return []
  const hsts = 'strict-transport-security' in answer.headers
  return [{service, path, status: answer.status, hsts, needsLogin: !isOpen}]
}

const AUDIT_TABLE = /^(audit_?(logs?|events?|trail)|.*_audit)$/

export const auditLogCollector = defineCollector({
  key: auditLogFact,
  isFor: ({postgres}) => postgres.enabled,
  async collect(context) {
    const {stack} = context
    const psql = (sql: string) =>
      runIn(
        context,
        'postgres',
        ['env', 'PGAPPNAME=opsctl', 'psql', '-XAtq', '-U', 'postgres', '-d', stack.postgres.database, '-c', sql],
        {
          timeoutMs: QUICK_MS,
        },
      )
    const columns = await psql(
      "SELECT format('%I.%I', table_schema, table_name), quote_ident(column_name), table_name FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog','information_schema') AND data_type LIKE 'timestamp%' AND column_name ~ '(created|occurred|event|logged)_?(at|time|on)$|^(time|timestamp|ts)$'",
    )
    if (columns.exitCode !== 0) {
      throw new CannotSee('unreachable', {en: 'postgres did not answer', zh: 'postgres 没有应答'})
    }
    const found = columns.stdout
      .split('\n')
      .map((line) => line.split('|'))
      .find(([, , name]) => AUDIT_TABLE.test(name ?? ''))
    if (!found) return {table: ''}
    const [table = '', column = ''] = found
    const newest = await psql(
      `SELECT to_char(max(${column}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM ${table}`,
    )
    const at = newest.stdout.trim()
    return {table, ...(newest.exitCode === 0 && at !== '' ? {newest: at} : {})}
  },
})
