/** The container that reads the logs of all others. */
import type {ServiceSpec, Stack} from '../component.js'
import {AUTHORITY, CONFIG, CONTAINERS, HOME, PORT, WRITER_PASSWORD, WRITER_VARIABLE} from './names.js'

/**
 * Its image is sure to have bash, as its own entrypoint is written in it, and nothing that speaks HTTP. Fails while
 * Filebeat does not answer with its statistics.
 */
const ANSWERS = [
  `exec 3<>/dev/tcp/127.0.0.1/${PORT}`,
  `printf 'GET /stats HTTP/1.0\\r\\n\\r\\n' >&3`,
  'IFS= read -r -t 4 answer <&3',
  '[[ $answer == *" 200 "* ]]',
].join(' && ')

/**
 * Without the check of who owns the configuration: Filebeat wants it to be its own user or root, and it belongs to the
 * person who ran opsctl. It is mounted read-only.
 */
const FLAGS = ['--strict.perms=false', '-c', `${CONFIG}/filebeat.yml`]

/** Filebeat itself. */
export function describeServer(stack: Stack): ServiceSpec {
  const {containerLogs, limits} = stack.filebeat
  const isLight = stack.logs.path === 'light'
  return {
    name: 'filebeat',
    image: 'filebeat',
    ...startedBy(isLight),
    user: '0:0',
    networks: ['obs'],
    listens: [{name: 'http', port: PORT}],
    calls: [isLight ? {service: 'elasticsearch', port: 9200} : {service: 'logstash', port: 5044}],
    secrets: isLight ? [AUTHORITY, WRITER_PASSWORD] : [AUTHORITY],
    mounts: [
      {kind: 'config', from: 'deploy/filebeat/config/server', to: CONFIG, reload: false},
      {kind: 'host', from: containerLogs, to: CONTAINERS, readOnly: true},
      // How far each file is read.
      {kind: 'volume', name: 'filebeat-data', to: `${HOME}/data`},
    ],
    limits: {memoryMiB: limits.memory, cpus: limits.cpus, pids: 128},
    healthcheck: {test: ['bash', '-c', ANSWERS], intervalS: 5, timeoutS: 6, retries: 6, startPeriodS: 30},
    after: isLight ? ['elasticsearch', 'log-keeper'] : ['logstash'],
    lookupTimeoutS: 1,
    logs: {collect: false},
    waivers: [
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
    ],
  }
}

/** The password goes from its file into the environment of the process alone. */
function startedBy(isLight: boolean): Pick<ServiceSpec, 'entrypoint' | 'command'> {
  const program = `${HOME}/filebeat`
  if (!isLight) return {entrypoint: [program], command: FLAGS}
  const take = `${WRITER_VARIABLE}="$(cat /run/secrets/${WRITER_PASSWORD})"`
  return {
    entrypoint: ['sh', '-c', `${take} && export ${WRITER_VARIABLE} && exec ${program} "$@"`, 'filebeat'],
    command: FLAGS,
  }
}
