/** Whether containers can do no more than they need, and are reached by nobody who should not. */
import type {Text} from '../../../text.js'
import {type Check, defineCheck, failure, healthy, note, type Outcome, unknown, warning} from '../../check.js'
import {eachOr} from '../project/checks-files.js'
import {type ServiceSeen, servicesFact} from '../project/facts.js'
import {listed} from '../project/words.js'
import {containersFact} from './facts.js'

type Seen = ServiceSeen & {readonly runs: boolean}

const both = {model: servicesFact, containers: containersFact}
type Both = {
  readonly model?: {readonly services: readonly ServiceSeen[]}
  readonly containers?: {readonly services: readonly ServiceSeen[]}
}

/** Every service once: as it runs where that is worse, else as it is to run. */
function judgeServices(facts: Both, offence: (service: Seen) => Outcome | undefined, well: Text) {
  const {model, containers} = facts
  if (!model && !containers)
    return unknown('no-data', {en: 'neither files nor containers could be read', zh: '无法读取文件或容器'})
  const running = (containers?.services ?? []).map((one): Seen => ({...one, runs: true}))
  const planned = (model?.services ?? []).map((one): Seen => ({...one, runs: false}))
  const told = new Map<string, Outcome>()
  for (const service of [...running, ...planned]) {
    const outcome = told.has(service.service) ? undefined : offence(service)
    if (outcome) told.set(service.service, {instance: service.service, ...outcome})
  }
  const notes = [...told.values()].filter(({status}) => status === 'info')
  const unwell = [...told.values()].filter(({status}) => status !== 'info')
  const [first] = notes
  if (unwell.length > 0 || !first) return eachOr(unwell, healthy(well))
  return notes.length === 1 ? first : note(joined(notes))
}

function joined(notes: readonly Outcome[]): Text {
  return {en: notes.map(({detail}) => detail.en).join('; '), zh: notes.map(({detail}) => detail.zh).join('；')}
}

/** How it is said of what runs, and of what a file would start. */
function verb({runs}: Seen, [now, later]: readonly [string, string]): string {
  return runs ? now : `would ${later}`
}

const shared = {
  tiers: ['preflight', 'runtime'],
  tags: ['security', 'hardening'],
  isFor: ({target}: {readonly target: string}) =>
    target === 'compose' || {
      en: 'on a cluster the chart’s security contexts hold',
      zh: '在集群上由 chart 的安全上下文保证',
    },
  needs: {},
  wants: both,
  remedy: {
    text: {
      en: 'Take the line out of overlay/compose.override.yaml, then bring the stack up.',
      zh: '从 overlay/compose.override.yaml 中删去该行，然后启动栈。',
    },
    commands: ['opsctl plan', 'opsctl up'],
  },
} as const
const runs = {
  en: 'reads the merged Compose model (docker compose config) and what the engine says of each container (docker inspect)',
  zh: '读取合并后的 Compose 模型（docker compose config）以及引擎对各容器的描述（docker inspect）',
}

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

const users = defineCheck({
  ...shared,
  id: 'sec.container-user',
  title: {en: 'Containers do not run as root', zh: '容器不以 root 运行'},
  impact: {
    en: 'Who breaks out of the server is root in its container, and one hole from being it on the host.',
    zh: '攻破服务者即为容器内 root，离主机 root 只差一步。',
  },
  runs,
  outcomes: ['pass', 'info', 'warn', 'fail'],
  judge(facts) {
    return judgeServices(
      facts,
      (seen) => {
        if (!/^(root|0+)?(:|$)/.test(seen.user)) return undefined
        const more = {observed: {user: seen.user}}
        if (seen.privileged) {
          const en = `${seen.service} ${verb(seen, ['runs', 'run'])} as root and privileged: it is root on this host`
          return failure({en, zh: `${seen.service} ${seen.runs ? '' : '将'}以特权 root 运行：等同主机 root`}, more)
        }
        const detail = {
          en: `${seen.service} ${verb(seen, ['runs', 'run'])} as root`,
          zh: `${seen.service} ${seen.runs ? '' : '将'}以 root 运行`,
        }
        if (!seen.waivers.includes('non-root')) return warning(detail, more)
        return note(
          {en: `${detail.en}, by design: it reads files of root`, zh: `${detail.zh}（设计如此：需读取 root 的文件）`},
          more,
        )
      },
      {en: 'no container runs as root', zh: '没有容器以 root 运行'},
    )
  },
})

const NAMESPACES = [
  ['pid', 'host-pid'],
  ['ipc', ''],
  ['network', 'host-network'],
  ['uts', ''],
  ['userns', ''],
] as const

const privileged = defineCheck({
  ...shared,
  id: 'sec.privileged',
  title: {en: 'No container is privileged or shares namespaces of the host', zh: '没有特权容器，也不共享主机命名空间'},
  impact: {en: 'A privileged container can do on this host what root can.', zh: '特权容器在主机上拥有 root 的能力。'},
  runs,
  outcomes: ['pass', 'fail'],
  judge(facts) {
    return judgeServices(
      facts,
      (seen) => {
        const spaces = NAMESPACES.filter(([key, waiver]) => seen[key] === 'host' && !seen.waivers.includes(waiver)).map(
          ([key]) => key,
        )
        if (!seen.privileged && spaces.length === 0) return undefined
        const what = [...(seen.privileged ? ['privileged'] : []), ...spaces.map((key) => `${key}: host`)].join(', ')
        return failure({
          en: `${seen.service} ${verb(seen, ['runs', 'run'])} with ${what}`,
          zh: `${seen.service} ${seen.runs ? '以' : '将以'} ${what} 运行`,
        })
      },
      {en: 'none is', zh: '无'},
    )
  },
})

const DANGEROUS = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'NET_ADMIN',
  'DAC_READ_SEARCH',
  'BPF',
])
const bare = (capability: string) => capability.replace(/^CAP_/, '')

const capabilities = defineCheck({
  ...shared,
  id: 'sec.capabilities',
  title: {en: 'Containers have no capability that they do not need', zh: '容器没有多余的能力'},
  impact: {en: 'What is left can be used to climb out of the container.', zh: '剩余能力可被用于逃逸。'},
  runs,
  outcomes: ['pass', 'warn', 'fail'],
  judge(facts) {
    return judgeServices(
      facts,
      (seen) => {
        const unconfined = seen.securityOpt.filter((option) => /(seccomp|apparmor)[:=]unconfined/.test(option))
        const dangerous = seen.capAdd.map(bare).filter((capability) => DANGEROUS.has(capability))
        if (unconfined.length > 0 || dangerous.length > 0) {
          const what = listed([...dangerous, ...unconfined])
          return failure({
            en: `${seen.service} ${verb(seen, ['has', 'have'])} ${what}`,
            zh: `${seen.service} ${seen.runs ? '' : '将'}拥有 ${what}`,
          })
        }
        const lacks = [
          ...(seen.capDrop.map(bare).includes('ALL') || seen.waivers.includes('cap-drop') ? [] : ['cap_drop: [ALL]']),
          ...(seen.securityOpt.some((option) => /^no-new-privileges(?!.*false)/.test(option)) ||
          seen.waivers.includes('no-new-privileges')
            ? []
            : ['no-new-privileges']),
        ]
        if (lacks.length === 0) return undefined
        return warning({
          en: `${seen.service} lacks ${lacks.join(', ')}`,
          zh: `${seen.service} 缺少 ${lacks.join('，')}`,
        })
      },
      {en: 'all are dropped, and none can be won back', zh: '均已去除且无法重新获得'},
    )
  },
})

const rootfs = defineCheck({
  ...shared,
  id: 'sec.read-only-rootfs',
  title: {en: 'Root file systems are read-only', zh: '根文件系统只读'},
  impact: {en: 'Who breaks in can leave programs behind in the container.', zh: '入侵者可在容器内留下程序。'},
  runs,
  outcomes: ['pass', 'warn'],
  judge(facts) {
    return judgeServices(
      facts,
      (seen) =>
        seen.readOnly || seen.waivers.includes('read-only')
          ? undefined
          : warning({
              en: `the root file system of ${seen.service} is writable`,
              zh: `${seen.service} 的根文件系统可写`,
            }),
      {en: 'all are', zh: '全部只读'},
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
          ({type, source}) => type === 'bind' && SENSITIVE.test(source) && !HARMLESS_SOURCE.test(source),
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
        const names = listed(seen.secretEnv)
        const detail = {
          en: `docker inspect ${verb(seen, ['shows', 'show'])} ${names} of ${seen.service}`,
          zh: `docker inspect ${seen.runs ? '可' : '将可'}见 ${seen.service} 的 ${names}`,
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
export const containerChecks: readonly Check[] = [
  published,
  socket,
  privileged,
  users,
  mounts,
  capabilities,
  rootfs,
  environment,
]
