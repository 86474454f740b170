/** Whether the files are sound, and what runs is what they say. */
import {components} from '../../../components/registry.js'
import {defineCheck, failure, healthy, note, type Outcome, skipped, unknown, warning} from '../../check.js'
import type {FixPlan} from '../../fix.js'
import {engineFact} from '../docker/facts.js'
import {listed, rowsOr} from '../docker/rows.js'
import {configsFact, containersFact, filesFact, imagesFact} from './facts.js'

const RENDER = 'opsctl render'
const notRendered = skipped('no-data', {en: 'nothing is rendered yet: opsctl render', zh: '尚未渲染：opsctl render'})

export const valid = defineCheck({
  id: 'compose.valid',
  title: {en: 'Compose accepts the files', zh: 'Compose 接受这些文件'},
  impact: {en: 'Nothing can be started or changed.', zh: '无法启动或更改任何服务。'},
  runs: {en: 'docker compose config on deploy/ and overlay/', zh: '对 deploy/ 与 overlay/ 执行 docker compose config'},
  remedy: {
    text: {
      en: 'Generated files are written anew by opsctl render; an error in overlay/compose.override.yaml is yours to mend.',
      zh: '生成的文件可用 opsctl render 重写；overlay/compose.override.yaml 中的错误需自行修正。',
    },
    commands: [RENDER],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {files: filesFact},
  judge: ({files: {state, error, warnings, services}}) => {
    if (state === 'absent') return notRendered
    const evidence = [{kind: 'exec' as const, ref: 'docker compose config', excerpt: error.slice(0, 200)}]
    if (state === 'broken')
      return failure({en: `Compose refuses the files: ${error}`, zh: `Compose 拒绝这些文件：${error}`}, {evidence})
    const [first, ...rest] = warnings
    if (first !== undefined) {
      const more = rest.length > 0 ? ` (+ ${rest.length})` : ''
      return warning(
        {en: `Compose warns: ${first}${more}`, zh: `Compose 警告：${first}${more}`},
        {observed: {warnings}},
      )
    }
    const count = Object.keys(services).length
    return healthy({en: `Compose accepts the files of ${count} services`, zh: `Compose 接受 ${count} 个服务的文件`})
  },
})

/** Architectures as engines and images spell them. */
const SPELLINGS: Readonly<Record<string, string>> = {x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm', i686: '386'}

export const images = defineCheck({
  id: 'compose.images',
  title: {en: 'Every image is here, for this processor', zh: '镜像齐全且适合本机处理器'},
  impact: {
    en: 'A container whose image is missing isn’t created; one for another processor ends at once.',
    zh: '缺少镜像的容器无法创建；架构不符的容器会立即退出。',
  },
  runs: {en: 'docker image inspect of every image of the stack', zh: '对栈的每个镜像执行 docker image inspect'},
  remedy: {
    text: {en: 'Pull or build what is missing, or load it from a file.', zh: '拉取或构建缺少的镜像，或从文件导入。'},
    commands: ['opsctl images pull', 'opsctl images build'],
  },
  tiers: ['preflight', 'runtime'],
  outcomes: ['pass', 'warn', 'fail'],
  after: ['docker.daemon'],
  needs: {images: imagesFact},
  wants: {engine: engineFact},
  judge: ({images: {images: all}, engine}) => {
    const host = engine?.details?.architecture ?? ''
    const wanted = SPELLINGS[host] ?? host
    const wrong = all.filter(
      ({present, architecture}) => present && wanted !== '' && architecture !== '' && architecture !== wanted,
    )
    const missing = all.filter(({present}) => !present)
    const rows = wrong.map(({reference, architecture}) =>
      failure(
        {
          en: `${reference} is for ${architecture}, this machine is ${wanted}`,
          zh: `${reference} 用于 ${architecture}，本机为 ${wanted}`,
        },
        {observed: {reference, architecture}},
      ),
    )
    if (missing.length > 0) {
      const names = listed(missing.map(({reference}) => reference))
      const kinds = [...new Set(missing.map(({origin}) => origin))]
      rows.push(
        warning(
          {en: `${missing.length} images are not here: ${names.en}`, zh: `缺少 ${missing.length} 个镜像：${names.zh}`},
          {observed: {missing: missing.map(({reference}) => reference), origins: kinds}},
        ),
      )
    }
    return rowsOr(rows, healthy({en: `All ${all.length} images are here`, zh: `${all.length} 个镜像均已就绪`}))
  },
  fix: {
    level: 'safe',
    plan: (_facts, {observed}): FixPlan | undefined => {
      const origins = observed?.origins as readonly string[] | undefined
      if (!origins) return undefined
      const isPulled = (origin: string) => origin === 'official' || origin === 'own'
      const [first, ...rest] = [
        ...(origins.some(isPulled) ? [['images', 'pull']] : []),
        ...(origins.every(isPulled) ? [] : [['images', 'build']]),
      ].map((argv) => ({kind: 'opsctl' as const, argv}))
      if (!first) return undefined
      return {
        effect: {
          en: 'Gets the images that are missing; nothing that runs is touched.',
          zh: '获取缺少的镜像；不影响正在运行的服务。',
        },
        back: {en: 'docker image rm takes one away.', zh: '可用 docker image rm 删除。'},
        steps: [first, ...rest],
      }
    },
  },
})

export const imageTags = defineCheck({
  id: 'compose.image-tags',
  title: {en: 'Every image is pinned', zh: '镜像版本均已固定'},
  impact: {
    en: 'The same file starts another version tomorrow, and nobody chose it.',
    zh: '同一份文件明天可能启动另一个版本，而无人选择过它。',
  },
  runs: {en: 'The image of each service in the merged Compose files', zh: '合并后的 Compose 文件中各服务的镜像'},
  remedy: {
    text: {
      en: 'Name a version in opsctl.yaml, or in overlay/compose.override.yaml; opsctl images lock keeps digests.',
      zh: '在 opsctl.yaml 或 overlay/compose.override.yaml 中写明版本；opsctl images lock 可固定摘要。',
    },
    commands: ['opsctl images lock'],
  },
  tiers: ['preflight'],
  outcomes: ['pass', 'warn'],
  needs: {files: filesFact},
  wants: {images: imagesFact},
  judge: ({files: {state, services}, images: found}) => {
    if (state === 'absent') return notRendered
    // What is built here from the person’s own folder has no other version than the folder.
    const built = new Set(found?.images.filter(({origin}) => origin === 'app').map(({reference}) => reference))
    const rows = Object.entries(services).flatMap(([service, {image}]): readonly Outcome[] => {
      if (image === '' || image.startsWith('opsctl-app/') || built.has(image) || isPinned(image)) return []
      const text = {en: `${service} runs ${image}, whatever that is today`, zh: `${service} 使用 ${image}，版本不固定`}
      return [warning(text, {instance: service, observed: {image}})]
    })
    const count = Object.keys(services).length
    return rowsOr(
      rows,
      healthy({en: `The images of ${count} services are pinned`, zh: `${count} 个服务的镜像均已固定`}),
    )
  },
})

/** A digest, or a tag that does not move by its nature. */
function isPinned(image: string): boolean {
  if (image.includes('@sha256:')) return true
  const tag = /:([^/:]+)$/.exec(image)?.[1]
  return tag !== undefined && !/^(latest|stable|edge|main|master|nightly|current)$/.test(tag)
}

export const configDrift = defineCheck({
  id: 'compose.config-drift',
  title: {en: 'What runs is what the files say', zh: '运行状态与文件一致'},
  impact: {
    en: 'What was changed has no effect yet, and the next restart brings a surprise.',
    zh: '更改尚未生效，下次重启会带来意外。',
  },
  runs: {
    en: 'Hashes of docker compose config against the labels of containers; each server is asked which configuration it has read',
    zh: '比较 docker compose config 的哈希与容器标签；并询问各服务已读取的配置',
  },
  remedy: {
    text: {en: 'See what differs, then apply it.', zh: '查看差异，然后应用。'},
    commands: ['opsctl plan', 'opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'warn'],
  after: ['docker.daemon'],
  needs: {files: filesFact},
  wants: {configs: configsFact},
  judge: ({files: {state, changes}, configs}) => {
    if (state === 'absent') return notRendered
    const stale = (configs?.stale ?? []).map(({service, component, reloads, files}): Outcome => {
      const names = listed(files)
      const text = {
        en: `${service} has not read the changes in ${names.en}`,
        zh: `${service} 尚未读取 ${names.zh} 的更改`,
      }
      const commands = reloads ? [`opsctl reload ${component}`] : ['opsctl up']
      const remedy = {text: reloads ? reloadIt : recreateIt, commands}
      return warning(text, {instance: service, observed: {reloads, component, files}, remedy})
    })
    const told = new Set(stale.map(({instance}) => instance))
    const differ = changes.filter(
      ({action, service}) => (action === 'recreate' || action === 'reload') && !told.has(service),
    )
    const rows = differ.map(({service, because}): Outcome => {
      const what = listed(because)
      const text = {
        en: `${service} runs with other settings than its files: ${what.en}`,
        zh: `${service} 的运行设置与文件不同：${what.zh}`,
      }
      return warning(text, {instance: service, observed: {because}})
    })
    if (!configs && stale.length + rows.length === 0) {
      return unknown('no-data', {en: 'the servers did not say what they have read', zh: '服务未说明已读取的配置'})
    }
    const looked = changes.length
    return rowsOr(
      [...stale, ...rows],
      healthy({en: `${looked} services run as their files say`, zh: `${looked} 个服务与文件一致`}),
    )
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {status, instance, observed}): FixPlan | undefined => {
      if (status !== 'warn' || instance === undefined) return undefined
      const component = observed?.reloads === true ? String(observed.component) : undefined
      if (component !== undefined && components.some(({id}) => id === component)) {
        return {
          effect: {
            en: `Makes ${instance} read its configuration again; it goes on working.`,
            zh: `让 ${instance} 重新读取配置，服务不中断。`,
          },
          back: {en: 'Put the former file back, then reload again.', zh: '恢复原文件后再次重载。'},
          steps: [{kind: 'opsctl', argv: ['reload', component]}],
        }
      }
      return {
        effect: {
          en: `Creates the container of ${instance} anew from its files.`,
          zh: `按文件重建 ${instance} 的容器。`,
        },
        back: {en: 'Put the former files back, then run opsctl up.', zh: '恢复原文件后运行 opsctl up。'},
        downtimeS: 30,
        steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
      }
    },
  },
})

const reloadIt = {en: 'Let it read them; it goes on working.', zh: '让它重新读取，服务不中断。'}
const recreateIt = {
  en: 'Only a new container takes them. A file that was edited by hand is written anew: put the change into opsctl.yaml.',
  zh: '只有新容器才会读取。手动改过的文件会被重写：请把更改写入 opsctl.yaml。',
}

export const orphans = defineCheck({
  id: 'compose.orphans',
  title: {en: 'No container is left over', zh: '没有遗留的容器'},
  impact: {
    en: 'It takes memory and ports, and may still take requests with old code.',
    zh: '它占用内存和端口，还可能用旧代码处理请求。',
  },
  runs: {
    en: 'Containers with the label of the project, against the services of its files',
    zh: '带项目标签的容器与文件中的服务比较',
  },
  remedy: {
    text: {en: 'opsctl up removes what belongs to no service.', zh: 'opsctl up 会移除不属于任何服务的容器。'},
    commands: ['opsctl up'],
  },
  tiers: ['runtime'],
  outcomes: ['pass', 'info', 'warn'],
  after: ['docker.daemon'],
  needs: {containers: containersFact, files: filesFact},
  judge: ({containers: {containers}, files: {state, services}}) => {
    if (state !== 'ok')
      return note({en: 'Without valid files nothing counts as left over', zh: '没有有效文件，无法判断遗留容器'})
    const left = containers.filter(({service}) => !(service in services))
    const rows = left.map(({name, service}) =>
      warning(
        {en: `${name} belongs to no service of the files`, zh: `${name} 不属于文件中的任何服务`},
        {observed: {container: name, service}},
      ),
    )
    return rowsOr(rows, healthy({en: 'Every container belongs to a service', zh: '每个容器都属于某个服务'}))
  },
  fix: {
    level: 'guarded',
    plan: (_facts, {status, observed}): FixPlan | undefined =>
      status === 'warn'
        ? {
            effect: {en: `Removes ${observed?.container}; volumes stay.`, zh: `移除 ${observed?.container}；卷保留。`},
            back: {en: 'Start it again as it was started.', zh: '按原来的方式重新启动。'},
            steps: [{kind: 'opsctl', argv: ['up', '--yes']}],
          }
        : undefined,
  },
})
