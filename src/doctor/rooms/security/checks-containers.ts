/** Whether containers can do no more than they need. */
import {type Check, defineCheck, failure, listFew, note, warning} from '../../check.js'
import {judgeServices, runs, shared, verb} from './hardening.js'

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
          const what = listFew([...dangerous, ...unconfined])
          return failure({
            en: `${seen.service} ${verb(seen, ['has', 'have'])} ${what.en}`,
            zh: `${seen.service} ${seen.runs ? '' : '将'}拥有 ${what.zh}`,
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

/** In the order of causes. */
export const containerChecks: readonly Check[] = [privileged, users, capabilities, rootfs]
