/** Whether the engine will start again, keeps its disk in bounds, and lets nobody in. */
import {isAtLeast} from '../../../checks/host/docker.js'
import {isBounded, judgeLogRotation} from '../../../checks/host/log-rotation.js'
import {formatBytes} from '../../../figures.js'
import {defineCheck, failure, gradeHigh, healthy, note, type Outcome, skipped, unknown, warning} from '../../check.js'
import {containersFact} from '../compose/facts.js'
import {daemonFileFact, diskFact, doorsFact, engineFact, groupFact} from './facts.js'
import {fromVerdict, listed, rowsOr} from './rows.js'

/** Options that stop a newer daemon from starting: Docker’s list of removed features. */
const REMOVED: Readonly<Record<string, string>> = {
  graph: '23.0',
  'cluster-store': '23.0',
  'cluster-store-opts': '23.0',
  'cluster-advertise': '23.0',
  'oom-score-adjust': '24.0',
  'overlay2.override_kernel_check': '24.0',
  'api-cors-header': '28.0',
}

export const daemonJson = defineCheck({
  id: 'docker.daemon-json',
  title: {en: 'The daemon can start with its configuration file', zh: '守护进程能以其配置文件启动'},
  impact: {
    en: 'Docker runs now, but does not come back from its next restart, and with it nothing of the stack does.',
    zh: 'Docker 现在还在运行，但下次重启后将无法启动，整个栈也随之停止。',
  },
  runs: {
    en: 'Reads /etc/docker/daemon.json: is it JSON, and does it have options that engines have dropped',
    zh: '读取 /etc/docker/daemon.json：是否为合法 JSON，是否含已被移除的选项',
  },
  remedy: {
    text: {en: 'Correct the file before the next restart of Docker.', zh: '在下次重启 Docker 之前修正该文件。'},
    commands: ['dockerd --validate --config-file /etc/docker/daemon.json'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  needs: {file: daemonFileFact},
  wants: {engine: engineFact},
  judge: ({file, engine}) => {
    const evidence = [{kind: 'file' as const, ref: file.path}]
    if (file.state === 'unreadable')
      return unknown('permission', {en: `${file.path} can’t be read`, zh: `无法读取 ${file.path}`})
    if (file.state === 'broken') {
      const why = file.error ?? ''
      return failure({en: `${file.path} is no JSON: ${why}`, zh: `${file.path} 不是合法 JSON：${why}`}, {evidence})
    }
    const present = engine?.state.engineVersion
    const removed = [...file.options, ...file.storageOptions].filter((name) => name in REMOVED)
    const gone = removed.filter((name) => present !== undefined && isAtLeast(present, REMOVED[name] ?? ''))
    const words = (names: readonly string[]) => names.map((name) => `${name} (${REMOVED[name]})`).join(', ')
    if (gone.length > 0) {
      const text = {
        en: `Engine ${present} no longer knows ${words(gone)}: it won’t start with ${file.path}`,
        zh: `Engine ${present} 已不支持 ${words(gone)}：无法以 ${file.path} 启动`,
      }
      return failure(text, {evidence, observed: {removed: gone}})
    }
    if (removed.length > 0) {
      const text = {
        en: `${file.path} has options that a newer engine refuses to start with: ${words(removed)}`,
        zh: `${file.path} 含有新版引擎拒绝启动的选项：${words(removed)}`,
      }
      return warning(text, {evidence, observed: {removed}})
    }
    if (file.state === 'absent') return healthy({en: `There is no ${file.path}`, zh: `没有 ${file.path}`})
    const count = file.options.length
    return healthy({en: `${file.path} is valid (${count} options)`, zh: `${file.path} 有效（${count} 项）`})
  },
  links: ['https://docs.docker.com/engine/deprecated/'],
})

const GIB = 1024 ** 3

export const logRotation = defineCheck({
  id: 'docker.log-rotation',
  title: {en: 'The logs of containers come to an end by themselves', zh: '容器日志会自动轮转'},
  impact: {
    en: 'A log without an end fills the disk, and then the database stops first.',
    zh: '没有上限的日志会写满磁盘，最先停下的是数据库。',
  },
  runs: {
    en: 'docker inspect: the logging of each container and the size of its log; /etc/docker/daemon.json',
    zh: 'docker inspect：各容器的日志设置与日志大小；/etc/docker/daemon.json',
  },
  remedy: {
    text: {
      en: 'The generated files set 5 × 10 MiB: take "logging" out of overlay/compose.override.yaml, then run opsctl up.',
      zh: '生成的文件已设为 5 × 10 MiB：从 overlay/compose.override.yaml 移除 "logging"，再运行 opsctl up。',
    },
    commands: ['opsctl up'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {containers: containersFact},
  wants: {file: daemonFileFact},
  thresholds: {size: {fail: GIB, unit: 'bytes', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge: ({containers: {containers}, file}, {limits}) => {
    const rows = containers.flatMap(({service, name, log}): readonly Outcome[] => {
      const bytes = log.bytes ?? 0
      const observed = {container: name, driver: log.driver, bytes: log.bytes ?? null}
      if (gradeHigh(bytes, limits.size) === 'fail') {
        const size = formatBytes(bytes)
        const text = {en: `The log of ${service} is ${size}, in one file`, zh: `${service} 的单个日志文件已达 ${size}`}
        return [failure(text, {instance: service, limit: 'size', observed})]
      }
      if (isBounded(log)) return []
      const text = {en: `The log of ${service} grows without end`, zh: `${service} 的日志会无限增长`}
      return [warning(text, {instance: service, observed})]
    })
    const daemonDefault = file && file.state !== 'unreadable' ? file.logsEnd : undefined
    const facts = {endless: [], containers: containers.length, daemonDefault}
    return rowsOr(rows, fromVerdict(judgeLogRotation(facts)))
  },
  fix: {
    level: 'guarded',
    plan: ({file}, {instance}) =>
      instance === undefined && file?.state === 'absent'
        ? {
            effect: {
              en: 'Writes /etc/docker/daemon.json with a log of 3 × 10 MiB for containers outside this stack.',
              zh: '写入 /etc/docker/daemon.json，使栈外容器的日志上限为 3 × 10 MiB。',
            },
            back: {en: 'Remove the file, then restart Docker.', zh: '删除该文件并重启 Docker。'},
            steps: [{kind: 'opsctl', argv: ['host', 'prepare', '--yes']}],
          }
        : undefined,
  },
})

export const disk = defineCheck({
  id: 'docker.disk',
  title: {en: 'Docker keeps little that nothing uses', zh: 'Docker 没有囤积无用数据'},
  impact: {
    en: 'Images and build caches of the past take the room that data will need.',
    zh: '过去的镜像和构建缓存占用了数据将来需要的空间。',
  },
  runs: {en: 'GET /system/df of the engine', zh: '引擎的 GET /system/df'},
  remedy: {
    text: {
      en: 'Remove images and build caches that nothing uses. Volumes hold data: they are never pruned.',
      zh: '清理无用的镜像和构建缓存。卷中是数据，切勿 prune。',
    },
    commands: ['docker image prune', 'docker builder prune'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  after: ['docker.daemon'],
  needs: {disk: diskFact},
  thresholds: {reclaimable: {warn: 10 * GIB, unit: 'bytes', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge: ({disk: {images, buildCache, volumes}}, {limits}) => {
    const bytes = images.unusedBytes + buildCache.unusedBytes
    const more = {observed: {images: images.unusedBytes, buildCache: buildCache.unusedBytes}, limit: 'reclaimable'}
    const [all, unused, cache] = [bytes, images.unusedBytes, buildCache.unusedBytes].map(formatBytes)
    if (gradeHigh(bytes, limits.reclaimable) === 'warn') {
      const text = {
        en: `${all} could be freed: images that nothing uses ${unused}, build cache ${cache}`,
        zh: `可释放 ${all}：无用镜像 ${unused}，构建缓存 ${cache}`,
      }
      return warning(text, more)
    }
    const held = formatBytes(volumes.bytes)
    return healthy({en: `${all} could be freed; volumes hold ${held}`, zh: `可释放 ${all}；卷中有 ${held}`}, more)
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {status}) =>
      status === 'warn'
        ? {
            effect: {
              en: 'Removes images without a name and build caches. A later build takes longer.',
              zh: '删除无名镜像和构建缓存，之后的构建会变慢。',
            },
            back: {en: 'They are built anew when they are needed.', zh: '需要时会重新构建。'},
            steps: [
              {kind: 'host', argv: ['docker', 'image', 'prune', '--force'], root: false},
              {kind: 'host', argv: ['docker', 'builder', 'prune', '--force'], root: false},
            ],
          }
        : undefined,
  },
})

export const remoteApi = defineCheck({
  id: 'docker.remote-api',
  title: {en: 'The engine takes no commands from the network without TLS', zh: '引擎不会从网络接受未加密的命令'},
  impact: {
    en: 'Whoever reaches the port is root on this machine.',
    zh: '任何能访问该端口的人都等同于本机 root。',
  },
  runs: {
    en: 'The arguments of dockerd, "hosts" in daemon.json, and who listens on 2375 and 2376',
    zh: 'dockerd 的参数、daemon.json 中的 hosts，以及 2375、2376 端口的监听',
  },
  remedy: {
    text: {
      en: 'Take tcp:// out of the hosts of the daemon, or set tlsverify with certificates; use ssh:// from outside.',
      zh: '从守护进程的 hosts 中移除 tcp://，或配置证书与 tlsverify；从外部请使用 ssh://。',
    },
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'fail'],
  tags: ['security'],
  needs: {doors: doorsFact},
  wants: {file: daemonFileFact},
  judge: ({doors, file}) => {
    const configured = (file?.hosts ?? []).filter((host) => host.startsWith('tcp://'))
    const tls = doors.tlsVerify || file?.tlsVerify === true
    const ports = doors.ports.map(({port, everywhere}) => `${everywhere ? '0.0.0.0' : '127.0.0.1'}:${port}`)
    const open = ports.length > 0 ? ports : configured
    const observed = {ports, hosts: configured, tls}
    if (open.length === 0) return healthy({en: 'It listens on its socket only', zh: '只监听本地套接字'}, {observed})
    const where = open.join(', ')
    if (tls) return healthy({en: `${where} wants a certificate`, zh: `${where} 需要证书`}, {observed})
    return failure(
      {en: `The Docker API is open at ${where}, without TLS`, zh: `Docker API 在 ${where} 开放且未加密`},
      {observed},
    )
  },
  links: ['https://docs.docker.com/engine/security/protect-access/'],
})

export const group = defineCheck({
  id: 'docker.group',
  title: {en: 'Who may use Docker is known', zh: '清楚谁可以使用 Docker'},
  impact: {en: 'Members of the group docker are as good as root.', zh: 'docker 组成员等同于 root。'},
  runs: {en: 'Reads /etc/group', zh: '读取 /etc/group'},
  remedy: {
    text: {
      en: 'Take out who need not be in it: gpasswd -d USER docker',
      zh: '移除不需要的用户：gpasswd -d 用户名 docker',
    },
  },
  tiers: ['deep'],
  outcomes: ['pass', 'info'],
  tags: ['security'],
  needs: {group: groupFact},
  judge: ({group: {exists, members}}) => {
    if (!exists) return skipped('not-applicable', {en: 'there is no group docker', zh: '没有 docker 组'})
    if (members.length === 0) return healthy({en: 'Nobody but root may use Docker', zh: '只有 root 可以使用 Docker'})
    const names = listed(members)
    return note(
      {en: `As good as root by the group docker: ${names.en}`, zh: `因 docker 组而等同于 root：${names.zh}`},
      {observed: {members: members.length}},
    )
  },
})
