/** Hardening of the host itself, and of the images that run on it. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  note,
  type Outcome,
  skipped,
  warning,
} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {octal, ours} from '../project/words.js'
import {hostFact, updatesFact, vulnerabilitiesFact} from './facts.js'

const deep = {tiers: ['deep'], tags: ['security', 'hardening']} as const

const updates: Check = defineCheck({
  ...deep,
  id: 'sec.updates',
  title: {en: 'Security updates are installed', zh: '安全更新已安装'},
  impact: {en: 'Holes that everybody knows stay open.', zh: '已公开的漏洞仍然存在。'},
  runs: {
    en: 'simulates apt-get upgrade, reads the age of the package lists and /var/run/reboot-required',
    zh: '模拟 apt-get upgrade，读取软件列表的时间及 /var/run/reboot-required',
  },
  remedy: {
    text: {en: 'Install them in a quiet hour.', zh: '在低峰时安装。'},
    commands: ['sudo apt-get update', 'sudo apt-get upgrade'],
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  needs: {updates: updatesFact},
  thresholds: {lists: {warn: 7, fail: 30, unit: 'd', origin: ours}},
  judge({updates: {security, all, listsAgeDays = 0, reboot}}, {limits}) {
    const more = {limit: 'lists', observed: {security: security.length, all, listsAgeDays, reboot}}
    if (security.length > 0) {
      const detail = {
        en: `${security.length} security updates wait: ${listFew(security).en}; lists are ${listsAgeDays} days old`,
        zh: `${security.length} 个安全更新待装：${listFew(security).zh}；列表已 ${listsAgeDays} 天`,
      }
      return gradeHigh(listsAgeDays, limits.lists) === 'fail' ? failure(detail, more) : warning(detail, more)
    }
    if (reboot)
      return warning(
        {en: 'an update waits for this host to start anew', zh: '有更新等待主机重启'},
        {...more, remedy: {text: updates.remedy.text, commands: ['sudo reboot']}},
      )
    if (gradeHigh(listsAgeDays, limits.lists) !== 'pass') {
      return note(
        {
          en: `none known, but the lists are ${listsAgeDays} days old`,
          zh: `无已知更新，但列表已 ${listsAgeDays} 天未更新`,
        },
        more,
      )
    }
    return healthy({en: `none waits; ${all} other updates`, zh: `无待装安全更新；其他更新 ${all} 个`}, more)
  },
})

const legacy = defineCheck({
  ...deep,
  id: 'sec.legacy-services',
  title: {en: 'telnet, ftp and rsh are off', zh: 'telnet、ftp 与 rsh 已关闭'},
  impact: {en: 'They send passwords in clear.', zh: '它们以明文发送密码。'},
  runs: {
    en: 'looks for listeners on ports 21, 23, 69, 79 and 512 to 514',
    zh: '检查端口 21、23、69、79 及 512–514 的监听',
  },
  remedy: {
    text: {en: 'Switch the service off.', zh: '关闭该服务。'},
    commands: ['sudo systemctl disable --now telnet.socket vsftpd rsh.socket'],
  },
  outcomes: ['pass', 'fail'],
  needs: {host: hostFact},
  judge({host: {legacy: ports}}) {
    if (ports.length === 0) return healthy({en: 'none listens', zh: '均未监听'})
    return failure(
      {
        en: `something listens on port ${listFew(ports.map(String)).en}`,
        zh: `端口 ${listFew(ports.map(String)).zh} 有监听`,
      },
      {observed: {ports}},
    )
  },
})

const WATCHED = ['/etc/passwd', '/etc/shadow']

const audit = defineCheck({
  ...deep,
  id: 'sec.audit',
  title: {en: 'auditd watches accounts', zh: 'auditd 监视账户文件'},
  impact: {en: 'A new account or a changed password leaves no trace.', zh: '新账户或密码变更不留痕迹。'},
  runs: {
    en: 'asks auditctl -l for watches on /etc/passwd and /etc/shadow',
    zh: '用 auditctl -l 查询对 /etc/passwd 与 /etc/shadow 的监视',
  },
  remedy: {
    text: {en: 'Install auditd and let it watch them.', zh: '安装 auditd 并监视这些文件。'},
    commands: [
      'sudo apt-get install auditd',
      'sudo auditctl -w /etc/passwd -p wa -k passwd_changes',
      'sudo auditctl -w /etc/shadow -p wa -k shadow_changes',
    ],
  },
  outcomes: ['pass', 'info', 'warn'],
  needs: {host: hostFact},
  judge({host: {watched}}) {
    if (watched === undefined) return note({en: 'auditd does not run here', zh: '此处未运行 auditd'})
    const missing = WATCHED.filter((path) => !watched.some((one) => path === one || path.startsWith(`${one}/`)))
    if (missing.length === 0)
      return healthy({en: `${watched.length} paths are watched`, zh: `已监视 ${watched.length} 个路径`})
    return warning(
      {en: `no watch on ${listFew(missing).en}`, zh: `未监视 ${listFew(missing).zh}`},
      {observed: {missing}},
    )
  },
  fix: {
    level: 'guarded',
    plan(_, {observed}): FixPlan | undefined {
      const [first, ...rest] = (observed?.missing ?? []) as string[]
      if (first === undefined) return undefined
      const step = (path: string) => {
        const rule = [path, '-p', 'wa', '-k', `${path.split('/').at(-1)}_changes`]
        return {kind: 'host', argv: ['auditctl', '-w', ...rule], root: true, undo: ['auditctl', '-W', ...rule]} as const
      }
      return {
        effect: {en: 'watches the files until this host starts anew', zh: '监视这些文件，直至主机重启'},
        back: {en: 'undo takes the watches away', zh: '撤销可删除监视'},
        steps: [step(first), ...rest.map(step)],
      }
    },
  },
})

const fileModes: Check = defineCheck({
  ...deep,
  id: 'sec.file-modes',
  title: {en: 'Files of the system are closed as they should be', zh: '系统文件权限正确'},
  impact: {
    en: 'Hashes of passwords can be read, or accounts changed, by any user.',
    zh: '任何用户可读取密码哈希或更改账户。',
  },
  runs: {
    en: 'reads the modes of /etc/passwd, /etc/shadow, sshd_config, sudoers and others',
    zh: '读取 /etc/passwd、/etc/shadow、sshd_config、sudoers 等的权限',
  },
  remedy: {text: {en: 'Take the surplus rights away.', zh: '去除多余权限。'}},
  outcomes: ['pass', 'warn', 'fail'],
  needs: {host: hostFact},
  judge({host: {modes}}) {
    return rowsOr(
      modes
        .filter(({mode, widest}) => (mode & ~widest & 0o777) !== 0)
        .map(({path, mode, widest}) => {
          const detail = {
            en: `${path} is ${octal(mode)}, wider than ${octal(widest)}`,
            zh: `${path} 权限为 ${octal(mode)}，宽于 ${octal(widest)}`,
          }
          const remedy = {text: fileModes.remedy.text, commands: [`sudo chmod ${octal(mode & widest)} ${path}`]}
          const more = {instance: path, observed: {path, mode, widest}, remedy}
          return (mode & 0o002) !== 0 ? failure(detail, more) : warning(detail, more)
        }),
      healthy({en: `${modes.length} files looked at`, zh: `已检查 ${modes.length} 个文件`}),
    )
  },
  fix: {
    level: 'guarded',
    plan(_, {observed}): FixPlan | undefined {
      const {path, mode, widest} = (observed ?? {}) as {path?: string; mode?: number; widest?: number}
      if (path === undefined || mode === undefined || widest === undefined) return undefined
      return {
        effect: {
          en: `${path}: ${octal(mode)} → ${octal(mode & widest)}`,
          zh: `${path}：${octal(mode)} → ${octal(mode & widest)}`,
        },
        back: {en: 'undo sets the former mode', zh: '撤销可恢复原权限'},
        steps: [
          {kind: 'host', argv: ['chmod', octal(mode & widest), path], root: true, undo: ['chmod', octal(mode), path]},
        ],
      }
    },
  },
})

const ssh = defineCheck({
  ...deep,
  id: 'sec.ssh',
  title: {en: 'ssh takes keys only, and not root’s password', zh: 'ssh 仅允许密钥，且 root 不可用密码'},
  impact: {en: 'A guessed password is a way in.', zh: '猜中密码即可登录。'},
  runs: {
    en: 'reads permitrootlogin and passwordauthentication of sshd -T, or of sshd_config',
    zh: '读取 sshd -T 或 sshd_config 的 permitrootlogin 与 passwordauthentication',
  },
  remedy: {
    text: {
      en: 'Set PermitRootLogin no and PasswordAuthentication no, after a key was tried.',
      zh: '确认密钥可用后，设置 PermitRootLogin no 与 PasswordAuthentication no。',
    },
    commands: ['sudo sshd -t', 'sudo systemctl reload ssh'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  needs: {host: hostFact},
  judge({host: {ssh: seen}}) {
    if (!seen) return skipped('not-applicable', {en: 'no sshd on this host', zh: '本机没有 sshd'})
    const takesPassword = seen.password === 'yes'
    const detail = {
      en: `PermitRootLogin ${seen.rootLogin}, PasswordAuthentication ${seen.password}`,
      zh: `PermitRootLogin ${seen.rootLogin}，PasswordAuthentication ${seen.password}`,
    }
    if (takesPassword && seen.rootLogin === 'yes') return failure(detail)
    return takesPassword ? warning(detail) : healthy(detail)
  },
})

const vulnerabilities = defineCheck({
  ...deep,
  id: 'sec.image-vulns',
  title: {en: 'Images have no known critical holes', zh: '镜像没有已知的严重漏洞'},
  impact: {en: 'A published hole needs no skill to be used.', zh: '已公开的漏洞无需技巧即可利用。'},
  runs: {en: 'scans each image with trivy, where it is installed', zh: '用 trivy 扫描各镜像（若已安装）'},
  remedy: {
    text: {en: 'Take a newer image, or build it anew.', zh: '使用更新的镜像或重新构建。'},
    commands: ['opsctl images pull', 'opsctl images build', 'opsctl up'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  needs: {found: vulnerabilitiesFact},
  judge({found: {images}}) {
    return rowsOr(
      images
        .filter(({critical, high}) => critical + high > 0)
        .map(({image, critical, high, fixable}): Outcome => {
          const detail = {
            en: `${image}: ${critical} critical (${fixable} with a fix), ${high} high`,
            zh: `${image}：严重 ${critical}（可修复 ${fixable}），高 ${high}`,
          }
          return fixable > 0 ? failure(detail, {instance: image}) : warning(detail, {instance: image})
        }),
      healthy({en: `${images.length} images scanned`, zh: `已扫描 ${images.length} 个镜像`}),
    )
  },
})

/** In the order of causes. */
export const hostChecks: readonly Check[] = [updates, legacy, audit, fileModes, ssh, vulnerabilities]
