/** Whether services reach what they need, and their data lies where it lasts. */
import {formatUs} from '../../../figures.js'
import {defineCheck, failure, gradeHigh, healthy, type Outcome, skipped, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {type Container, containersFact, filesFact, imagesFact, reachFact, volumesFact} from './facts.js'

export const network = defineCheck({
  id: 'compose.network',
  title: {en: 'Services reach what they depend on', zh: '服务能访问其依赖'},
  impact: {
    en: 'Both run and look well, and nothing works between them.',
    zh: '两端看似正常，彼此之间却不通。',
  },
  runs: {
    en: 'docker inspect: the networks of each container; from inside each client: its name is looked up and its port connected to',
    zh: 'docker inspect：各容器的网络；并在每个客户端容器内解析名称、连接端口',
  },
  remedy: {
    text: {en: 'Put the container back on its network.', zh: '将容器重新接入其网络。'},
    commands: ['opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {containers: containersFact},
  wants: {files: filesFact, reach: reachFact},
  thresholds: {connect: {warn: 1000, unit: 'ms', origin: {en: 'opsctl default', zh: 'opsctl 默认值'}}},
  judge: ({containers: {expected, containers}, files, reach}, {limits}) => {
    const up = containers.filter(({state}) => state === 'running')
    const cut = up.flatMap((one) => judgeNetworks(one, files?.services[one.service]?.networks ?? []))
    const isCut = (service: string) => cut.some(({instance}) => instance === service)
    const isUp = (service: string) => up.some((one) => one.service === service)
    const tries = (reach?.tries ?? []).filter(({from, to}) => !isCut(from) && !isCut(to))
    const failed = tries
      .filter(({result}) => result !== 'ok')
      .map(({from, to, port, result}): Outcome => {
        const [en, zh] = REASONS[result]
        const text = {en: `${from} can’t reach ${to}:${port}: ${en}`, zh: `${from} 无法访问 ${to}:${port}：${zh}`}
        const because = isUp(to) ? [{id: 'compose.health', instance: to}] : [{id: 'compose.running', instance: to}]
        return failure(text, {instance: from, observed: {from, to, port, result}, because})
      })
    const slow = tries
      .filter(({result, ms}) => result === 'ok' && gradeHigh(ms, limits.connect) === 'warn')
      .map(({from, to, ms}): Outcome => {
        const took = formatUs(ms * 1000)
        const text = {en: `${from} needs ${took} to connect to ${to}`, zh: `${from} 连接 ${to} 需要 ${took}`}
        return warning(text, {instance: from, limit: 'connect', observed: {to, ms}})
      })
    const pairs = expected.reduce((sum, {calls}) => sum + calls.length, 0)
    const count = tries.length
    return rowsOr(
      [...cut, ...failed, ...slow],
      healthy({
        en: `${count} of ${pairs} connections were tried, and stand`,
        zh: `已尝试 ${pairs} 条连接中的 ${count} 条，均可用`,
      }),
    )
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {observed}): FixPlan | undefined => {
      const {container, networks, service} = (observed ?? {}) as Readonly<Record<string, unknown>>
      if (!Array.isArray(networks)) return undefined
      const [first, ...rest] = networks.map((name) => ({
        kind: 'host' as const,
        argv: ['docker', 'network', 'connect', '--alias', String(service), String(name), String(container)],
        root: false,
        undo: ['docker', 'network', 'disconnect', String(name), String(container)],
      }))
      if (!first) return undefined
      return {
        effect: {
          en: `Puts ${container} back on its networks; it goes on running.`,
          zh: `将 ${container} 重新接入其网络，容器不中断。`,
        },
        back: {en: 'Undo takes it off again.', zh: '撤销会再次断开。'},
        steps: [first, ...rest],
      }
    },
  },
})

const REASONS = {
  ok: ['', ''],
  'no-name': ['the name is unknown in its networks', '其网络中没有该名称'],
  refused: ['nothing takes the connection', '连接被拒绝'],
  timeout: ['no answer within 2 s', '2 秒内无应答'],
} as const

/** A container that was taken off a network of its service. */
function judgeNetworks({service, name, networks}: Container, wanted: readonly string[]): readonly Outcome[] {
  const gone = wanted.filter((network) => !(network in networks))
  if (gone.length === 0) return []
  const names = gone.join(', ')
  return [
    failure(
      {en: `${service} was taken off the network ${names}`, zh: `${service} 已与网络 ${names} 断开`},
      {
        instance: service,
        observed: {service, container: name, networks: gone},
        evidence: [{kind: 'docker', ref: `docker inspect ${name}`, excerpt: Object.keys(networks).join(', ')}],
        remedy: {
          text: {en: 'Put it back.', zh: '重新接入。'},
          commands: gone.map((network) => `docker network connect --alias ${service} ${network} ${name}`),
        },
      },
    ),
  ]
}

export const volumePerms = defineCheck({
  id: 'compose.volume-perms',
  title: {en: 'Services may write to their volumes', zh: '服务可以写入其卷'},
  impact: {
    en: 'The service doesn’t start, or loses what it means to keep.',
    zh: '服务无法启动，或丢失本应保存的数据。',
  },
  runs: {
    en: 'Owner and mode of each volume against the user of the process; the last lines of containers that ended',
    zh: '各卷的属主与权限对照进程用户；以及已退出容器的最后日志',
  },
  remedy: {text: {en: 'Give the folder to the user of the service.', zh: '将目录归属改为服务的用户。'}},
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  after: ['docker.daemon'],
  needs: {volumes: volumesFact},
  judge: ({volumes: {folders}}) => {
    const rows = folders
      .filter((folder) => !mayWrite(folder))
      .map((folder): Outcome => {
        const {service, target, name, uid, gid, mode, user} = folder
        const seen = `${uid}:${gid} ${mode.toString(8)}`
        const [group] = user.gids
        return failure(
          {
            en: `${service} runs as ${user.uid} and can’t write to ${target}, which belongs to ${seen}`,
            zh: `${service} 以 ${user.uid} 运行，无法写入 ${target}（属于 ${seen}）`,
          },
          {
            instance: service,
            observed: {volume: name, uid: user.uid, gid: group, wasUid: uid, wasGid: gid},
            remedy: {
              text: {en: 'Give it to that user; what lies in it follows.', zh: '将其归属改为该用户，包括其中内容。'},
              commands: [chown(name, user.uid, group).join(' ')],
            },
          },
        )
      })
    return rowsOr(rows, healthy({en: `${folders.length} volumes can be written to`, zh: `${folders.length} 个卷可写`}))
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {observed}): FixPlan | undefined => {
      const {volume, uid, gid, wasUid, wasGid} = (observed ?? {}) as Readonly<Record<string, unknown>>
      if (typeof volume !== 'string' || typeof uid !== 'number') return undefined
      return {
        effect: {
          en: `Gives the folder of the volume ${volume} to user ${uid}.`,
          zh: `将卷 ${volume} 的目录归属改为用户 ${uid}。`,
        },
        back: {en: 'Undo gives it back to its former owner.', zh: '撤销会恢复原属主。'},
        steps: [
          {
            kind: 'host',
            argv: chown(volume, uid, Number(gid)),
            root: true,
            undo: chown(volume, Number(wasUid), Number(wasGid)),
          },
        ],
      }
    },
  },
})

function chown(volume: string, uid: number, gid: number | undefined): readonly string[] {
  return ['chown', `${uid}:${gid ?? uid}`, `/var/lib/docker/volumes/${volume}/_data`]
}

interface Folder {
  readonly user: {readonly uid: number; readonly gids: readonly number[]}
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** As the kernel decides; root without capabilities is a user like any other. */
function mayWrite({user, uid, gid, mode}: Folder): boolean {
  if (user.uid === uid) return (mode & 0o200) !== 0
  if (user.gids.includes(gid)) return (mode & 0o020) !== 0
  return (mode & 0o002) !== 0
}

/** Folders of programs that keep nothing: losing them costs nothing. */
const ANONYMOUS = /^[0-9a-f]{64}$/

export const dataPersistent = defineCheck({
  id: 'compose.data-persistent',
  title: {en: 'Data lies in named volumes that are there', zh: '数据位于现存的具名卷中'},
  impact: {
    en: 'The data goes with the container, or is already gone.',
    zh: '数据会随容器消失，或已经丢失。',
  },
  runs: {
    en: 'docker inspect: mounts against the folders that services and images say hold data; docker volume ls against the last opsctl up',
    zh: 'docker inspect：挂载与服务、镜像声明的数据目录对照；docker volume ls 与上次 opsctl up 对照',
  },
  remedy: {
    text: {
      en: 'Copy the data out first (docker cp), mount the named volume, copy it back.',
      zh: '先导出数据（docker cp），再挂载具名卷并复制回去。',
    },
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {containers: containersFact, volumes: volumesFact},
  wants: {images: imagesFact},
  judge: ({containers: {expected, containers}, volumes: {existing, applied, remote}, images}) => {
    const names = new Set(existing)
    const missing = applied
      .filter((name) => !names.has(name))
      .map((name): Outcome => {
        const owner = expected.find(({volumes}) => volumes.some((volume) => volume.name === name))
        const service = owner?.service
        return failure(
          {
            en: `The volume ${name}${service ? ` of ${service}` : ''} was in use and is gone, with what it held`,
            zh: `${service ? `${service} 的` : ''}卷 ${name} 曾在使用，现已消失，数据一并丢失`,
          },
          {observed: {volume: name}, remedy: lost, ...(service ? {instance: service} : {})},
        )
      })
    const rows = containers.flatMap((one): readonly Outcome[] => {
      // What is not of the stack keeps what it likes: that it is there at all is said by compose.orphans.
      const spec = expected.find(({service}) => service === one.service)
      if (!spec) return []
      const own = spec.volumes
      const said = images?.images.find(({reference}) => reference === one.image)?.volumes ?? []
      const targets = [...new Set([...own.filter(({writable}) => writable).map(({target}) => target), ...said])]
      return targets.flatMap((target) =>
        judgeTarget(
          one,
          target,
          own.some((volume) => volume.target === target),
        ),
      )
    })
    const afar = remote.map(
      ({service, source, fsType}): Outcome =>
        warning(
          {en: `${service} keeps data in ${source}, on ${fsType}`, zh: `${service} 的数据位于 ${source}（${fsType}）`},
          {instance: service, observed: {source, fsType}, remedy: {text: local}},
        ),
    )
    if (containers.length === 0 && missing.length === 0) {
      return skipped('no-data', {en: 'nothing of the stack is there yet', zh: '栈尚未创建'})
    }
    const kept = new Set(expected.flatMap(({volumes}) => volumes.map(({name}) => name)))
    return rowsOr(
      [...missing, ...rows, ...afar],
      healthy({en: `${kept.size} named volumes hold the data`, zh: `数据位于 ${kept.size} 个具名卷中`}),
    )
  },
})

const lost = {
  text: {
    en: 'Don’t run opsctl up yet: it would begin with an empty volume. Restore the last backup into a volume of this name first.',
    zh: '先不要运行 opsctl up：它会从空卷开始。请先将最近的备份恢复到同名卷。',
  },
  commands: ['docker volume ls', 'ls backups/'],
}

const local = {
  en: 'Databases need the file locks and the fsync of a local disk: use a named volume.',
  zh: '数据库需要本地磁盘的文件锁与 fsync：请使用具名卷。',
}

function judgeTarget({service, name, mounts, state}: Container, target: string, isOurs: boolean): readonly Outcome[] {
  if (state === 'created') return []
  const mount = mounts
    .filter((one) => one.target === target || target.startsWith(`${one.target}/`))
    .toSorted((a, b) => b.target.length - a.target.length)[0]
  const more = {instance: service, observed: {container: name, target}}
  if (mount?.type === 'volume' && ANONYMOUS.test(mount.name ?? '')) {
    const text = {
      en: `The data of ${service} in ${target} is in a volume without a name: the next container gets another one`,
      zh: `${service} 在 ${target} 的数据位于匿名卷中：重建容器后会换成新卷`,
    }
    return [failure(text, more)]
  }
  if (mount || !isOurs) return []
  const text = {
    en: `The data of ${service} in ${target} is in the container itself, and goes with it`,
    zh: `${service} 在 ${target} 的数据位于容器内部，会随容器消失`,
  }
  return [failure(text, more)]
}
