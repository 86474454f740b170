/** Whether the engine answers, and is one that a stack can run on. */
import {judgeCompose, judgeEngine, MIN_COMPOSE, MIN_ENGINE} from '../../../checks/host/docker.js'
import {defineCheck, failure, healthy, note, unknown, warning} from '../../check.js'
import {engineFact} from './facts.js'
import {fromVerdict} from './rows.js'

const HOST_FIX = 'opsctl host prepare'

export const daemon = defineCheck({
  id: 'docker.daemon',
  title: {en: 'The Docker daemon answers', zh: 'Docker 守护进程有应答'},
  impact: {
    en: 'Nothing can be started, stopped or looked into; containers that run go on as long as they don’t end.',
    zh: '无法启动、停止或查看任何容器；正在运行的容器只会持续到它们退出为止。',
  },
  runs: {en: 'docker info, with the reason why it has no answer', zh: 'docker info，并找出无应答的原因'},
  remedy: {
    text: {en: 'Start the daemon, or install it.', zh: '启动或安装守护进程。'},
    commands: [HOST_FIX],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  needs: {engine: engineFact},
  judge: ({engine: {state}}) => {
    // Its age is a question of its own.
    if (state.reach === 'ok') {
      const version = state.engineVersion ?? '?'
      return healthy({en: `Docker Engine ${version} answers`, zh: `Docker Engine ${version} 有应答`})
    }
    return fromVerdict(judgeEngine(asState(state)), {
      observed: {reach: state.reach, endpoint: state.endpoint},
      evidence: [{kind: 'exec', ref: 'docker info'}],
    })
  },
  fix: {
    level: 'guarded',
    plan: ({engine: {state}}) =>
      state.reach === 'no-socket' || state.reach === 'refused'
        ? {
            effect: {en: 'Starts the Docker daemon of this machine.', zh: '启动本机的 Docker 守护进程。'},
            back: {en: 'Stop the daemon as your system does it.', zh: '用系统自带的方式停止守护进程。'},
            steps: [{kind: 'opsctl', argv: ['host', 'prepare', '--yes']}],
          }
        : undefined,
  },
})

export const version = defineCheck({
  id: 'docker.version',
  title: {en: 'The engine is new enough', zh: 'Docker Engine 版本足够新'},
  impact: {
    en: 'The generated files use options that an older engine refuses, and it gets no security fixes.',
    zh: '生成的文件使用了旧版本拒绝的选项，且旧版本不再有安全修复。',
  },
  runs: {en: 'docker info: the version of the server', zh: 'docker info：服务端版本'},
  remedy: {text: {en: 'Upgrade Docker Engine with your package manager.', zh: '用软件包管理器升级 Docker Engine。'}},
  tiers: ['preflight'],
  outcomes: ['pass', 'fail'],
  after: ['docker.daemon'],
  needs: {engine: engineFact},
  judge: ({engine: {state}}) => {
    if (state.engineVersion === undefined) return unknown('unreachable', notAnswering)
    return fromVerdict(judgeEngine(asState(state)), {observed: {version: state.engineVersion, minimum: MIN_ENGINE}})
  },
  links: ['https://docs.docker.com/engine/install/'],
})

export const compose = defineCheck({
  id: 'docker.compose',
  title: {en: 'Compose is there and new enough', zh: 'Compose 已安装且版本足够新'},
  impact: {
    en: 'opsctl can neither start the stack nor compare what runs with its files.',
    zh: 'opsctl 无法启动栈，也无法比较运行状态与文件。',
  },
  runs: {en: 'docker info: the plugins of the command line', zh: 'docker info：命令行插件'},
  remedy: {text: {en: 'Install the Compose plugin.', zh: '安装 Compose 插件。'}, commands: [HOST_FIX]},
  tiers: ['preflight'],
  outcomes: ['pass', 'fail'],
  after: ['docker.daemon'],
  needs: {engine: engineFact},
  judge: ({engine: {state, hasComposeV1}}) => {
    if (state.composeVersion === undefined && hasComposeV1) {
      return failure(
        {
          en: `Only the old docker-compose is installed, which gets no fixes since 2023; Compose ${MIN_COMPOSE} is needed`,
          zh: `只安装了 2023 年起停止维护的旧版 docker-compose，需要 Compose ${MIN_COMPOSE}`,
        },
        {observed: {v1: true}},
      )
    }
    const {composeVersion = null} = state
    return fromVerdict(judgeCompose(asState(state)), {observed: {version: composeVersion, minimum: MIN_COMPOSE}})
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {status}) =>
      status === 'fail'
        ? {
            effect: {en: 'Installs the Compose plugin from the distribution.', zh: '从发行版软件源安装 Compose 插件。'},
            back: {en: 'Remove the package docker-compose.', zh: '移除软件包 docker-compose。'},
            steps: [{kind: 'opsctl', argv: ['host', 'prepare', '--yes']}],
          }
        : undefined,
  },
})

/** What the engine says of the first generation of control groups; nobody can change it without a reboot. */
const HARMLESS = /cgroup v1|blkio|swap limit|bridge-nf-call/i

export const warnings = defineCheck({
  id: 'docker.warnings',
  title: {en: 'The engine has nothing to complain of', zh: 'Docker Engine 没有警告'},
  impact: {
    en: 'What the engine warns of is a limit, a network rule or a protection that does not work.',
    zh: '引擎警告的是不起作用的限额、网络规则或保护。',
  },
  runs: {
    en: 'docker info: warnings, control groups and security options',
    zh: 'docker info：警告、控制组与安全选项',
  },
  remedy: {text: {en: 'Do what the warning says, then restart the daemon.', zh: '按警告内容处理，然后重启守护进程。'}},
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  after: ['docker.daemon'],
  needs: {engine: engineFact},
  judge: ({engine: {state, details}}) => {
    if (!details) return unknown('unreachable', notAnswering)
    const lacking = Object.entries(state.limits ?? {}).flatMap(([name, works]) => (works ? [] : [name]))
    if (lacking.length > 0) {
      const names = lacking.join(', ')
      return warning(
        {en: `The kernel does not enforce these limits: ${names}`, zh: `内核不执行以下限额：${names}`},
        {observed: {lacking}},
      )
    }
    const serious = details.warnings.filter((words) => !HARMLESS.test(words))
    const [first] = serious
    if (first !== undefined) {
      const more = serious.length > 1 ? ` (+ ${serious.length - 1})` : ''
      return warning({en: `Docker warns: ${first}${more}`, zh: `Docker 警告：${first}${more}`}, {observed: {serious}})
    }
    const [harmless] = details.warnings
    if (harmless !== undefined) return note({en: `Docker notes: ${harmless}`, zh: `Docker 提示：${harmless}`})
    const groups = state.cgroupVersion ?? '?'
    return healthy({en: `No warning; limits work (cgroup v${groups})`, zh: `没有警告；限额有效（cgroup v${groups}）`})
  },
})

const REMOVED_DRIVERS = ['devicemapper', 'aufs', 'overlay']
const GOOD_DRIVERS = ['overlay2', 'overlayfs', 'btrfs', 'zfs', 'fuse-overlayfs', 'windowsfilter', 'stargz']

export const storageDriver = defineCheck({
  id: 'docker.storage-driver',
  title: {en: 'The storage driver is a supported one', zh: '存储驱动受支持'},
  impact: {
    en: 'With another driver containers start slowly, fill the disk, or are gone after an upgrade of the engine.',
    zh: '使用其他驱动时容器启动慢、占满磁盘，或在升级引擎后丢失。',
  },
  runs: {en: 'docker info: the driver', zh: 'docker info：驱动'},
  remedy: {
    text: {
      en: 'Save what containers hold, set "storage-driver": "overlay2" in /etc/docker/daemon.json, and start again.',
      zh: '备份容器内的数据，在 /etc/docker/daemon.json 中设置 "storage-driver": "overlay2"，然后重新启动。',
    },
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {engine: engineFact},
  judge: ({engine: {details}}) => {
    if (!details) return unknown('unreachable', notAnswering)
    const {driver} = details
    const observed = {driver}
    if (REMOVED_DRIVERS.includes(driver)) {
      const text = {
        en: `${driver} is gone from newer engines: an upgrade would not find these containers and volumes`,
        zh: `新版引擎已移除 ${driver}：升级后将找不到现有容器和卷`,
      }
      return failure(text, {observed})
    }
    if (GOOD_DRIVERS.includes(driver))
      return healthy({en: `Storage driver ${driver}`, zh: `存储驱动 ${driver}`}, {observed})
    return warning(
      {en: `Storage driver ${driver} copies whole files, which is slow`, zh: `存储驱动 ${driver} 会整文件复制，速度慢`},
      {observed},
    )
  },
  links: ['https://docs.docker.com/engine/storage/drivers/select-storage-driver/'],
})

export const liveRestore = defineCheck({
  id: 'docker.live-restore',
  title: {en: 'Containers outlive a restart of the daemon', zh: '守护进程重启时容器继续运行'},
  impact: {
    en: 'An upgrade of Docker stops the whole stack for as long as it takes.',
    zh: '升级 Docker 期间整个栈都会停止。',
  },
  runs: {en: 'docker info: live-restore', zh: 'docker info 中的 live-restore'},
  remedy: {
    text: {
      en: 'Set "live-restore": true in /etc/docker/daemon.json, then reload the daemon; no container is restarted.',
      zh: '在 /etc/docker/daemon.json 中设置 "live-restore": true 并重新加载守护进程；不会重启容器。',
    },
  },
  tiers: ['deep'],
  outcomes: ['pass', 'info'],
  after: ['docker.daemon'],
  needs: {engine: engineFact},
  judge: ({engine: {details}}) => {
    if (!details) return unknown('unreachable', notAnswering)
    return details.liveRestore
      ? healthy({en: 'Containers outlive a restart of the daemon', zh: '守护进程重启时容器继续运行'})
      : note({en: 'A restart of the daemon stops every container', zh: '重启守护进程会停止所有容器'})
  },
  links: ['https://docs.docker.com/engine/daemon/live-restore/'],
})

const notAnswering = {en: 'Docker does not answer', zh: 'Docker 无应答'}

type State = (typeof engineFact.schema._output)['state']

/** What JSON leaves out is undefined for the judges. */
function asState(state: State): Parameters<typeof judgeEngine>[0] {
  const blank = {
    engineVersion: undefined,
    composeVersion: undefined,
    buildxVersion: undefined,
    cgroupVersion: undefined,
    limits: undefined,
    memoryMiB: undefined,
    cpus: undefined,
    rootFolder: undefined,
  }
  return {...blank, ...state} as Parameters<typeof judgeEngine>[0]
}
