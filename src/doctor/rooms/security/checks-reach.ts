/** Whether services are reached by nobody who should not, and reach nothing that they should not. */
import {type Check, defineCheck, failure, listFew, note, warning} from '../../check.js'
import {both, judgeServices, runs, shared, verb} from './hardening.js'

/** Ports of stores, exporters and administration, inside their containers. */
const DATA_PORTS = new Set([5432, 6379, 9200, 9300, 9090, 9093, 9100, 9187, 9121, 9115, 9600, 5044, 5601, 3000])

const published = defineCheck({
  ...shared,
  id: 'sec.published-ports',
  title: {en: 'Only the gateway is reached from outside', zh: '仅网关可从外部访问'},
  impact: {
    en: 'Anybody who reaches this host can talk to the service; Docker opens published ports past ufw.',
    zh: '能到达本机者均可访问该服务；Docker 发布的端口会绕过 ufw。',
  },
  runs,
  remedy: {
    text: {
      en: 'Publish it on 127.0.0.1 only, or not at all: opsctl open and the networks of the stack do without.',
      zh: '仅在 127.0.0.1 上发布，或不发布：opsctl open 与栈内网络无需发布。',
    },
    commands: ['opsctl plan', 'opsctl up'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  wants: both,
  judge(facts) {
    return judgeServices(
      facts,
      (seen) => {
        const open = seen.ports.filter(({bind}) => !/^(127\.|::1$)/.test(bind))
        const [first] = open.toSorted(
          (a, b) => Number(DATA_PORTS.has(b.container)) - Number(DATA_PORTS.has(a.container)),
        )
        if (!first || seen.component === 'gateway') return undefined
        const detail = {
          en: `port ${first.container} of ${seen.service} ${verb(seen, ['is', 'be'])} published on ${first.bind}:${first.host}`,
          zh: `${seen.service} 的端口 ${first.container} ${seen.runs ? '已' : '将'}发布在 ${first.bind}:${first.host}`,
        }
        const more = {observed: {...first, runs: seen.runs}}
        return DATA_PORTS.has(first.container) ? failure(detail, more) : warning(detail, more)
      },
      {en: 'nothing but the gateway is published beyond 127.0.0.1', zh: '除网关外，均未发布到 127.0.0.1 之外'},
    )
  },
})

const SOCKET = /(docker|containerd|podman|crio)\.sock$/

const socket = defineCheck({
  ...shared,
  id: 'sec.docker-socket',
  title: {en: 'No container has the socket of Docker', zh: '没有容器挂载 Docker 套接字'},
  impact: {
    en: 'Who can write to the socket is root on this host; read-only mounts do not change that.',
    zh: '能写该套接字者即主机 root；只读挂载并不能阻止。',
  },
  runs,
  outcomes: ['pass', 'fail'],
  judge(facts) {
    return judgeServices(
      facts,
      (seen) => {
        const mount = seen.mounts.find(
          ({source, target}) => SOCKET.test(source) || SOCKET.test(target) || /^(\/var)?\/run$/.test(source),
        )
        if (!mount) return undefined
        return failure({
          en: `${seen.service} ${verb(seen, ['mounts', 'mount'])} ${mount.source}: it can do what root of this host can`,
          zh: `${seen.service} ${seen.runs ? '' : '将'}挂载 ${mount.source}：拥有主机 root 的能力`,
        })
      },
      {en: 'none has', zh: '无'},
    )
  },
})

const SENSITIVE = /^\/(etc|proc|sys|boot|root|dev|usr|lib|bin|sbin|var\/lib\/docker|var\/lib|var|home)?(\/|$)/

const HARMLESS_SOURCE =
  /^\/(var\/lib\/docker\/volumes|etc\/(localtime|timezone)$|home\/.+|root\/.+|var\/lib\/(?!docker).+|usr\/share\/zoneinfo)/

const mounts = defineCheck({
  ...shared,
  id: 'sec.sensitive-mounts',
  title: {en: 'No container writes to folders of the system', zh: '没有容器可写系统目录'},
  impact: {en: 'A hole in one service becomes a hole in this host.', zh: '一个服务的漏洞会变成主机的漏洞。'},
  runs,
  outcomes: ['pass', 'warn', 'fail'],
  judge(facts) {
    return judgeServices(
      facts,
      (seen) => {
        const found = seen.mounts.filter(
          ({type, source}) =>
            type === 'bind' && SENSITIVE.test(source) && !HARMLESS_SOURCE.test(source) && !SOCKET.test(source),
        )
        const writable = found.filter(({readOnly}) => !readOnly)
        const [one] = [...writable, ...found]
        if (!one || (writable.length === 0 && seen.waivers.includes('host-mount'))) return undefined
        const how = one.readOnly ? {en: 'read-only', zh: '只读'} : {en: 'for writing', zh: '可写'}
        const detail = {
          en: `${seen.service} ${verb(seen, ['mounts', 'mount'])} ${one.source} ${how.en}`,
          zh: `${seen.service} ${seen.runs ? '' : '将'}以${how.zh}方式挂载 ${one.source}`,
        }
        return one.readOnly ? warning(detail) : failure(detail)
      },
      {en: 'agents read, and none writes', zh: '代理只读，无写入'},
    )
  },
})

const environment = defineCheck({
  ...shared,
  id: 'sec.env-secrets',
  title: {en: 'Secrets are files, not environment variables', zh: '密钥以文件而非环境变量提供'},
  impact: {
    en: 'docker inspect, crash reports and child processes show them.',
    zh: 'docker inspect、崩溃报告与子进程都会暴露它们。',
  },
  runs,
  remedy: {
    text: {
      en: 'List the name under secrets: of the app: opsctl draws it, and the app reads NAME_FILE.',
      zh: '将其名称列入应用的 secrets:：由 opsctl 生成，应用读取 NAME_FILE。',
    },
    commands: ['opsctl explain apps'],
  },
  outcomes: ['pass', 'info', 'warn'],
  judge(facts) {
    return judgeServices(
      facts,
      (seen) => {
        if (seen.secretEnv.length === 0) return undefined
        const names = listFew(seen.secretEnv)
        const detail = {
          en: `docker inspect ${verb(seen, ['shows', 'show'])} ${names.en} of ${seen.service}`,
          zh: `docker inspect ${seen.runs ? '可' : '将可'}见 ${seen.service} 的 ${names.zh}`,
        }
        const more = {observed: {names: seen.secretEnv}}
        if (!seen.envByDesign) return warning(detail, more)
        return note({en: `${detail.en}: it takes no files`, zh: `${detail.zh}：它不支持文件方式`}, more)
      },
      {en: 'none is in an environment', zh: '环境变量中没有密钥'},
    )
  },
})

/** In the order of causes. */
export const reachChecks: readonly Check[] = [published, socket, mounts, environment]
