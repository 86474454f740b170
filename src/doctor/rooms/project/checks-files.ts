/** Whether opsctl can work here, and whether opsctl.yaml and what was generated from it are as they should be. */
import {type Check, defineCheck, failure, healthy, listFew, type Outcome, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {rowsOr} from '../docker/rows.js'
import {foldersFact, generatedFact, type SpecFinding, specFact, toolsFact} from './facts.js'
import {octal} from './words.js'

const runtime = defineCheck({
  id: 'self.runtime',
  title: {en: 'Node.js and opsctl fit the project', zh: 'Node.js 与 opsctl 版本适合本项目'},
  impact: {
    en: 'An older Node.js lacks what opsctl calls; an older opsctl would take what a newer one wrote for a person’s own files.',
    zh: '过旧的 Node.js 缺少 opsctl 所需功能；过旧的 opsctl 会把新版本写出的文件误认为人工文件。',
  },
  runs: {
    en: 'reads the version of Node.js, engines of package.json, and the format of deploy/.opsctl.json',
    zh: '读取 Node.js 版本、package.json 的 engines 以及 deploy/.opsctl.json 的格式',
  },
  remedy: {
    text: {
      en: 'Install the Node.js that opsctl asks for, or the opsctl that wrote the project.',
      zh: '安装 opsctl 要求的 Node.js，或安装生成该项目的 opsctl 版本。',
    },
    commands: ['node --version', 'opsctl version'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  needs: {tools: toolsFact},
  judge({tools: {node, leastNode, opsctl, manifest, knownManifest}}) {
    if (compareVersions(node, leastNode) < 0) {
      return failure({
        en: `Node.js ${node} runs opsctl ${opsctl}, which needs ${leastNode} or newer`,
        zh: `opsctl ${opsctl} 运行于 Node.js ${node}，而它需要 ${leastNode} 或更新版本`,
      })
    }
    if (manifest !== undefined && manifest > knownManifest) {
      return failure({
        en: `deploy/ was written by a newer opsctl: format ${manifest}, opsctl ${opsctl} knows ${knownManifest}`,
        zh: `deploy/ 由更新版本的 opsctl 写出：格式 ${manifest}，opsctl ${opsctl} 只认识 ${knownManifest}`,
      })
    }
    return healthy({en: `opsctl ${opsctl} on Node.js ${node}`, zh: `opsctl ${opsctl}，Node.js ${node}`})
  },
})

/** Below 0: a is older. Parts are numbers: 9 is older than 20. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number.parseInt(part, 10) || 0))
  for (let at = 0; at < 3; at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const folders: Check = defineCheck({
  id: 'self.dir-writable',
  title: {en: 'The folders of the project can be written', zh: '项目目录可写'},
  impact: {
    en: 'Commands that render, take the lock, keep results or write a backup stop half way.',
    zh: '生成文件、加锁、保存结果或备份的命令会中途失败。',
  },
  runs: {
    en: 'asks for write permission on the project, deploy/, secrets/, .opsctl/ and backups/',
    zh: '检查项目目录、deploy/、secrets/、.opsctl/ 与 backups/ 的写权限',
  },
  remedy: {
    text: {en: 'Give the folder to the user who runs opsctl.', zh: '将该目录交给运行 opsctl 的用户。'},
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  needs: {folders: foldersFact},
  judge({folders: {me, blocked, looked}}) {
    return rowsOr(
      blocked.map(({path, uid}) =>
        failure(
          {
            en: `${path} belongs to user ${uid} and can’t be written by user ${me}`,
            zh: `${path} 属于用户 ${uid}，用户 ${me} 无法写入`,
          },
          {
            instance: path,
            remedy: {...folders.remedy, commands: [`sudo chown -R ${me} '${path}'`]},
          },
        ),
      ),
      healthy({en: `${looked} folders, all writable`, zh: `${looked} 个目录均可写`}),
    )
  },
})

const schema = defineCheck({
  id: 'config.schema',
  title: {en: 'opsctl.yaml and overlay/ are valid', zh: 'opsctl.yaml 与 overlay/ 有效'},
  impact: {
    en: 'Nothing can be rendered or changed until the file is right; what runs goes on as it is.',
    zh: '文件修正之前无法生成或变更任何内容；正在运行的部分保持不变。',
  },
  runs: {
    en: 'reads opsctl.yaml, the files that it names, and overlay/, as opsctl validate does',
    zh: '与 opsctl validate 相同：读取 opsctl.yaml、它引用的文件以及 overlay/',
  },
  remedy: {
    text: {en: 'Correct the line that is named.', zh: '修正所指出的行。'},
    commands: ['opsctl validate'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  needs: {spec: specFact},
  judge({spec: {state, problems, warnings}}) {
    if (state === 'missing' || state === 'empty') {
      const en = state === 'missing' ? 'There is no opsctl.yaml here' : 'opsctl.yaml is empty'
      const zh = state === 'missing' ? '此处没有 opsctl.yaml' : 'opsctl.yaml 为空'
      const remedy = {
        text: {en: 'Write one, or name the folder of the project with -C.', zh: '创建该文件，或用 -C 指定项目目录。'},
        commands: ['opsctl init'],
      }
      return failure({en, zh}, {remedy})
    }
    if (problems.length > 0) {
      // What is wrong with them is that others can read them.
      const keys = problems.flatMap(({message}) => /^(\S+) can be read by other users/.exec(message.en)?.[1] ?? [])
      const because = keys.length < problems.length ? [] : keys.map((instance) => ({id: 'config.env-perms', instance}))
      return failure(told(problems), {observed: {problems: problems.length}, because})
    }
    if (warnings.length > 0) return warning(told(warnings), {observed: {warnings: warnings.length}})
    return healthy({en: 'no problem found', zh: '未发现问题'})
  },
})

/** The first problem at its place, and how many more there are. */
function told(findings: readonly SpecFinding[]) {
  const [first] = findings
  const place = [first?.file, first?.line].filter((part) => part !== undefined).join(':')
  const path = first?.path === undefined ? '' : ` ${first.path}`
  const rest = findings.length - 1
  return {
    en: `${place}${path} ${first?.message.en ?? ''}${rest > 0 ? `; + ${rest} more` : ''}`,
    zh: `${place}${path} ${first?.message.zh ?? ''}${rest > 0 ? `；另有 ${rest} 处` : ''}`,
  }
}

const required = defineCheck({
  id: 'config.required',
  title: {en: 'Every name and host that is needed is set', zh: '必需的名称与主机均已设置'},
  impact: {
    en: 'opsctl can’t know what the stack is called, or where a part of it lies.',
    zh: 'opsctl 无从得知栈的名称或其某部分的位置。',
  },
  runs: {en: 'looks for keys of opsctl.yaml that must be there', zh: '检查 opsctl.yaml 中必须存在的键'},
  remedy: {
    text: {en: 'Add the key to opsctl.yaml.', zh: '在 opsctl.yaml 中补上该键。'},
    commands: ['opsctl explain', 'opsctl validate'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'fail'],
  after: ['config.schema'],
  needs: {spec: specFact},
  judge({spec: {problems}}) {
    const missing = problems.filter((one) => one.missing).map(({path, file}) => path ?? file)
    if (missing.length === 0) return healthy({en: 'all keys are there', zh: '所有键均存在'})
    return failure({en: `${listFew(missing).en} is required`, zh: `缺少 ${listFew(missing).zh}`}, {observed: {missing}})
  },
})

const drift = defineCheck({
  id: 'config.generated-drift',
  title: {en: 'Generated files are as opsctl wrote them', zh: '生成的文件与 opsctl 写出的一致'},
  impact: {
    en: 'A change by hand is lost at the next render; a missing file keeps its container from starting.',
    zh: '手工修改会在下次生成时丢失；缺失的文件会使容器无法启动。',
  },
  runs: {
    en: 'compares each file under deploy/ with the sha256 in deploy/.opsctl.json, and its age with that of opsctl.yaml and overlay/',
    zh: '将 deploy/ 下每个文件与 deploy/.opsctl.json 中的 sha256 比较，并将其时间与 opsctl.yaml 和 overlay/ 比较',
  },
  remedy: {
    text: {
      en: 'Move the change to overlay/ or opsctl.yaml, then render anew.',
      zh: '将修改移到 overlay/ 或 opsctl.yaml，然后重新生成。',
    },
    commands: ['opsctl diff', 'opsctl render --force'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'info', 'warn', 'fail'],
  needs: {generated: generatedFact},
  judge({generated: {rendered, files, edited, missing, isOlder, unreadable}}) {
    if (!rendered) {
      const remedy = {text: {en: 'Render it.', zh: '生成它。'}, commands: ['opsctl render']}
      return {status: 'info', detail: {en: 'deploy/ is not rendered yet', zh: 'deploy/ 尚未生成'}, remedy}
    }
    const again = {text: {en: 'Write the files anew.', zh: '重新写出文件。'}, commands: ['opsctl render']}
    const found: Outcome[] = []
    if (missing.length > 0) {
      const names = listFew(missing.map((path) => `deploy/${path}`))
      found.push(failure({en: `${names.en} is missing`, zh: `${names.zh} 缺失`}, {remedy: again, observed: {missing}}))
    }
    for (const {path, mode, wanted} of unreadable) {
      const detail = {
        en: `deploy/${path} has mode ${octal(mode)}: its server can’t read it (${octal(wanted)})`,
        zh: `deploy/${path} 权限为 ${octal(mode)}，服务无法读取（应为 ${octal(wanted)}）`,
      }
      found.push(failure(detail, {instance: path, remedy: again, observed: {path, mode, wanted}}))
    }
    if (edited.length > 0) {
      const names = listFew(edited.map((path) => `deploy/${path}`))
      const detail = {
        en: `${names.en} was changed by hand; opsctl render would overwrite it`,
        zh: `${names.zh} 被手工修改；opsctl render 会将其覆盖`,
      }
      found.push(warning(detail, {observed: {edited}}))
    }
    if (found.length > 0 || !isOlder) {
      return rowsOr(found, healthy({en: `${files} files as written`, zh: `${files} 个文件与写出时一致`}))
    }
    const detail = {
      en: 'opsctl.yaml or overlay/ was written after the files that are made from them',
      zh: 'opsctl.yaml 或 overlay/ 的写入时间晚于由其生成的文件',
    }
    const remedy = {
      text: {en: 'See what it means, then apply it.', zh: '查看影响后应用。'},
      commands: ['opsctl plan', 'opsctl up'],
    }
    return {status: 'info', detail, remedy}
  },
  fix: {
    level: 'safe',
    plan({generated}, {observed}): FixPlan | undefined {
      const {path, mode, wanted} = (observed ?? {}) as {path?: string; mode?: number; wanted?: number}
      if (path !== undefined && mode !== undefined && wanted !== undefined) {
        return {
          effect: {en: `gives deploy/${path} its mode back`, zh: `恢复 deploy/${path} 的权限`},
          back: {en: 'undo sets the former mode', zh: '撤销可恢复原权限'},
          steps: [{kind: 'chmod', path: `deploy/${path}`, mode: mode | wanted, was: mode}],
        }
      }
      // What a person wrote into a file is not thrown away by a program: render stops for it.
      if (generated.missing.length === 0 || generated.edited.length > 0) return undefined
      return {
        effect: {en: 'writes the missing files again', zh: '重新写出缺失的文件'},
        back: {en: 'nothing is overwritten', zh: '不会覆盖任何内容'},
        steps: [{kind: 'opsctl', argv: ['render']}],
      }
    },
  },
})

/** In the order of causes. */
export const fileChecks: readonly Check[] = [runtime, folders, schema, required, drift]
