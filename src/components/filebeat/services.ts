/** The container that reads the logs of all others. */
import {nodeFolder} from '../agent.js'
import type {Call, Mount, ServiceSpec, Stack, Waiver} from '../component.js'
import {AUTHORITY, CONFIG, CONTAINERS, HOME, PODS, PORT, WRITER_PASSWORD, WRITER_VARIABLE} from './names.js'

/**
 * Its image is sure to have bash, as its own entrypoint is written in it, and nothing that speaks HTTP. Fails while
 * Filebeat does not answer with its statistics.
 */
const ANSWERS = answers(`127.0.0.1/${PORT}`, '/stats')

/** Of the room elasticsearch: answers well once the store has its templates. */
const KEEPER: Call = {service: 'log-keeper', port: 9691}

/** A cluster starts everything at once, so it waits by itself for what Compose starts first, see `after`. */
const WAIT = `trap 'exit 0' TERM; until (${answers(`${KEEPER.service}/${KEEPER.port}`, '/healthz')}) 2>/dev/null; do sleep 2; done; trap - TERM`

function answers(address: string, path: string): string {
  return [
    `exec 3<>/dev/tcp/${address}`,
    `printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' >&3`,
    'IFS= read -r -t 4 answer <&3',
    '[[ $answer == *" 200 "* ]]',
  ].join(' && ')
}

/**
 * Without the check of who owns the configuration: Filebeat wants it to be its own user or root, and it belongs to the
 * person who ran opsctl. It is mounted read-only.
 */
const FLAGS = ['--strict.perms=false', '-c', `${CONFIG}/filebeat.yml`]

/** Filebeat itself. */
export function describeServer(stack: Stack): ServiceSpec {
  const {limits} = stack.filebeat
  const isLight = stack.logs.path === 'light'
  return {
    name: 'filebeat',
    image: 'filebeat',
    ...startedBy(stack),
    user: '0:0',
    networks: ['obs'],
    listens: [{name: 'http', port: PORT}],
    calls: isLight ? [{service: 'elasticsearch', port: 9200}, KEEPER] : [{service: 'logstash', port: 5044}],
    secrets: isLight ? [AUTHORITY, WRITER_PASSWORD] : [AUTHORITY],
    mounts: [
      {kind: 'config', from: 'deploy/filebeat/config/server', to: CONFIG, reload: false},
      logsOf(stack),
      // How far each file is read.
      nodeFolder(stack, 'filebeat-data', `${HOME}/data`),
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 128},
    healthcheck: {test: ['bash', '-c', ANSWERS], intervalS: 5, timeoutS: 6, retries: 6, startPeriodS: 30},
    after: isLight ? ['elasticsearch', 'log-keeper'] : ['logstash'],
    lookupTimeoutS: 1,
    logs: {collect: false},
    waivers: stack.target === 'helm' ? onNode : onHost,
  }
}

/** What is read. */
function logsOf({filebeat, target}: Stack): Mount {
  if (target === 'helm') return {kind: 'host', from: PODS, to: PODS, readOnly: true}
  return {kind: 'host', from: filebeat.containerLogs, to: CONTAINERS, readOnly: true}
}

const onHost: readonly Waiver[] = [
  {
    rule: 'non-root',
    reason: {
      en: 'Docker’s log files belong to root and nobody else may read them. It has no capability, so it is root over nothing but files of root.',
      zh: 'Docker 的日志文件属于 root，其他用户不可读。该进程没有任何 capability，仅能以 root 身份读取 root 的文件。',
    },
  },
  {
    rule: 'host-mount',
    reason: {
      en: 'Read-only: Docker’s containers folder, where the logs are, and also every container’s settings with its environment. The alternative, Docker’s socket, would give control of the host.',
      zh: '只读：Docker 的 containers 目录，其中有日志，也有各容器的设置和环境变量。另一选择是 Docker 套接字，那等于交出主机控制权。',
    },
  },
]

const onNode: readonly Waiver[] = [
  {
    rule: 'non-root',
    reason: {
      en: 'The logs of a node’s pods belong to root and nobody else may read them. It has no capability, so it is root over nothing but files of root.',
      zh: '节点上 pod 的日志属于 root，其他用户不可读。该进程没有任何 capability，仅能以 root 身份读取 root 的文件。',
    },
  },
  {
    rule: 'host-mount',
    reason: {
      en: 'The logs of the node’s pods (/var/log/pods), read-only, and a folder of its own (/var/lib/opsctl) where it keeps how far it has read: a new pod goes on from there.',
      zh: '节点上 pod 的日志（/var/log/pods，只读），以及自己的目录（/var/lib/opsctl），用于保存读取位置：新的 pod 从该处继续。',
    },
  },
]

/** The password goes from its file into the environment of the process alone. */
function startedBy({logs, target}: Stack): Pick<ServiceSpec, 'entrypoint' | 'command'> {
  const program = `${HOME}/filebeat`
  if (logs.path === 'full') return {entrypoint: [program], command: FLAGS}
  const take = `${WRITER_VARIABLE}="$(cat /run/secrets/${WRITER_PASSWORD})"`
  const start = `${take} && export ${WRITER_VARIABLE} && exec ${program} "$@"`
  if (target === 'helm') return {entrypoint: ['bash', '-c', `${WAIT}; ${start}`, 'filebeat'], command: FLAGS}
  return {entrypoint: ['sh', '-c', start, 'filebeat'], command: FLAGS}
}
