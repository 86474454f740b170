/** Whether the cluster answers, and whether the release, its pods and their volumes stand. */
import type {Text} from '../../../text.js'
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  note,
  type Outcome,
  unknown,
  warning,
} from '../../check.js'
import {rowsOr} from '../docker/rows.js'
import {manual, ours} from '../project/words.js'
import {apiFact, type KeptVerdict, type PodSeen, podsFact, releaseFact, storageFact, workloadsFact} from './facts.js'

/** What the checks of a cluster have in common. */
export const shared = {tiers: ['runtime'], tags: ['kubernetes'], after: ['k8s.api']} as const

/** A verdict of the checks before `up`, in the words of doctor. */
export function told({status, detail, fix}: KeptVerdict): Outcome {
  const more = fix ? {remedy: {text: fix}} : {}
  if (status === 'fail') return failure(detail, more)
  if (status === 'warn') return warning(detail, more)
  return status === 'skip' ? unknown('permission', detail) : healthy(detail)
}

const api = defineCheck({
  ...shared,
  after: [],
  id: 'k8s.api',
  tiers: ['preflight', 'runtime'],
  title: {en: 'The cluster answers, and lets opsctl do its work', zh: '集群可用，且权限足够'},
  impact: {en: 'Nothing of the stack can be seen or changed.', zh: '无法查看或变更栈。'},
  runs: {
    en: 'asks kubectl and helm for their versions, the server for its own, and for each right that up needs',
    zh: '查询 kubectl、helm 与服务器版本，以及 up 所需的每项权限',
  },
  remedy: {
    text: {en: 'Look whether the context is right and reachable.', zh: '检查上下文是否正确且可达。'},
    commands: ['kubectl config get-contexts', 'kubectl cluster-info'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  needs: {seen: apiFact},
  judge({seen: {context, tools, rights}}) {
    const all = [...tools, ...(rights ? [rights] : [])]
    const unwell = all.filter(({status}) => status === 'fail' || status === 'warn').map(told)
    const failed = unwell.filter(({status}) => status === 'fail')
    return rowsOr(
      failed.length > 0 ? failed : unwell,
      healthy({en: `context ${context} answers and allows what is needed`, zh: `上下文 ${context} 可用且权限足够`}),
    )
  },
})

const STUCK_S = 300

const release: Check = defineCheck({
  ...shared,
  id: 'k8s.release',
  title: {en: 'The release is deployed', zh: 'Helm release 已部署'},
  impact: {
    en: 'No further change goes through, and what runs may be half of two versions.',
    zh: '后续变更无法执行，且运行内容可能是两个版本的混合。',
  },
  runs: {
    en: 'reads the labels of the Secrets in which Helm keeps the release',
    zh: '读取 Helm 保存 release 的 Secret 标签',
  },
  remedy: {
    text: {en: 'Go back to the revision that worked, or bring it up again.', zh: '回退到可用版本，或重新启动。'},
    commands: ['opsctl up'],
  },
  outcomes: ['pass', 'info', 'warn', 'fail'],
  needs: {seen: releaseFact},
  judge({seen: {release: name, namespace, state, status = '', revision = 0, good, sinceS}}, {now}) {
    if (state === 'unknown')
      return unknown('permission', {
        en: `Secrets in ${namespace} can’t be listed`,
        zh: `无法列出 ${namespace} 的 Secret`,
      })
    if (state === 'none') return note({en: `${name} is not installed yet`, zh: `${name} 尚未安装`})
    const observed = {status, revision}
    const back =
      good === undefined
        ? `helm uninstall ${name} --namespace ${namespace}`
        : `helm rollback ${name} ${good} --namespace ${namespace} --wait`
    const more = {observed, remedy: {text: release.remedy.text, commands: [back]}}
    const detail = {
      en: `revision ${revision} of ${name} is ${status}`,
      zh: `${name} 的版本 ${revision} 状态为 ${status}`,
    }
    if (status === 'failed') return failure(detail, more)
    if (!status.startsWith('pending-')) return healthy(detail, {observed})
    const ageS = sinceS === undefined ? STUCK_S : now / 1000 - sinceS
    return ageS >= STUCK_S
      ? failure(detail, more)
      : warning({en: `${detail.en}: somebody may be at work`, zh: `${detail.zh}：可能有人正在操作`}, more)
  },
})

const pods: Check = defineCheck({
  ...shared,
  id: 'k8s.pods',
  title: {en: 'Every pod is ready', zh: '所有 Pod 就绪'},
  impact: {en: 'What the pod does is not done, or by fewer.', zh: 'Pod 承担的工作无人或更少实例完成。'},
  runs: {
    en: 'lists pods, claims and events of the release, and puts waiting reasons into words',
    zh: '列出 release 的 Pod、PVC 与事件，并解读等待原因',
  },
  remedy: {text: {en: 'See what the pod says.', zh: '查看 Pod 信息。'}, commands: ['opsctl status', 'opsctl logs']},
  outcomes: ['pass', 'warn', 'fail'],
  because: ['k8s.nodes', 'k8s.storage', 'k8s.secrets', 'k8s.image-pull'],
  needs: {seen: podsFact},
  thresholds: {pending: {warn: 0, fail: 300, unit: 's', origin: ours}},
  judge({seen: {pods: all}}, {now, limits}) {
    if (all.length === 0) return failure({en: 'the release has no pods', zh: 'release 没有 Pod'})
    return rowsOr(
      all
        .filter(({ready}) => !ready)
        .map((pod) => judgePod(pod, (now - Date.parse(pod.createdAt)) / 1000, limits.pending)),
      healthy({en: `${all.length} containers are ready`, zh: `${all.length} 个容器就绪`}),
    )
  },
})

function judgePod(pod: PodSeen, ageS: number, limit: {readonly fail?: number}): Outcome {
  const {service, cause, fix, waiting, phase, terminating} = pod
  const reason = waiting === '' ? phase : waiting
  const detail: Text = cause
    ? {en: `${pod.pod}: ${cause.en}`, zh: `${pod.pod}：${cause.zh}`}
    : {en: `${pod.pod} is not ready: ${reason}`, zh: `${pod.pod} 未就绪：${reason}`}
  const remedy = {text: fix ?? pods.remedy.text, commands: [`opsctl logs ${service}`]}
  const more = {instance: service, observed: {pod: pod.pod, reason, ageS: Math.round(ageS)}, remedy, limit: 'pending'}
  if (terminating) return warning({en: `${pod.pod} is ending`, zh: `${pod.pod} 正在终止`}, more)
  const isBroken = /BackOff|Err|Invalid|CreateContainer|RunContainer/.test(waiting) || phase === 'Failed'
  return isBroken || ageS >= (limit.fail ?? 0) ? failure(detail, more) : warning(detail, more)
}

const restarts = defineCheck({
  ...shared,
  id: 'k8s.restarts',
  title: {en: 'Containers do not start again and again', zh: '容器不反复重启'},
  impact: {en: 'Each restart loses what was under way.', zh: '每次重启都会丢失进行中的工作。'},
  runs: {en: 'reads restart counts and how the last run of each container ended', zh: '读取重启次数与上次终止原因'},
  remedy: {
    text: {en: 'Give it more memory, or read its last words.', zh: '增加内存，或查看其最后日志。'},
    commands: ['opsctl logs'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  needs: {seen: podsFact},
  thresholds: {restarts: {warn: 3, unit: 'count', origin: manual}},
  judge({seen: {pods: all}}, {limits}) {
    const found = all.flatMap(({pod, service, restarts: count, oomKilled}): Outcome[] => {
      const more = {instance: service, observed: {pod, restarts: count}, limit: 'restarts'}
      if (oomKilled) {
        const remedy = {
          text: {en: `Raise limits.memory of ${service}.`, zh: `提高 ${service} 的 limits.memory。`},
          commands: ['opsctl plan', 'opsctl up'],
        }
        return [
          failure(
            {
              en: `${pod} was ended for want of memory (${count} restarts)`,
              zh: `${pod} 因内存不足被终止（重启 ${count} 次）`,
            },
            {...more, remedy},
          ),
        ]
      }
      if (gradeHigh(count, limits.restarts) === 'pass') return []
      return [warning({en: `${pod} was started again ${count} times`, zh: `${pod} 已重启 ${count} 次`}, more)]
    })
    return rowsOr(found, healthy({en: `${all.length} containers looked at`, zh: `已检查 ${all.length} 个容器`}))
  },
})

const resources = defineCheck({
  ...shared,
  id: 'k8s.resources',
  title: {en: 'Containers state requests, limits and probes', zh: '容器声明请求、限额与探针'},
  impact: {
    en: 'The scheduler packs blindly, and requests reach pods that can’t serve.',
    zh: '调度器盲目装箱，请求会发往无法服务的 Pod。',
  },
  runs: {
    en: 'reads the templates of Deployments, StatefulSets and DaemonSets',
    zh: '读取 Deployment、StatefulSet 与 DaemonSet 模板',
  },
  remedy: {
    text: {en: 'Go back to the values of the chart.', zh: '恢复 chart 的值。'},
    commands: ['opsctl plan', 'opsctl up'],
  },
  outcomes: ['pass', 'warn'],
  needs: {seen: workloadsFact},
  judge({seen: {containers}}) {
    // A sidecar or an agent that serves nobody needs no readiness probe.
    const serious = containers.map((one) => ({...one, lacks: one.lacks.filter((what) => what !== 'readinessProbe')}))
    return rowsOr(
      serious
        .filter(({lacks}) => lacks.length > 0)
        .map(({workload, container, lacks}) =>
          warning(
            {
              en: `${workload}: ${container} lacks ${listFew(lacks).en}`,
              zh: `${workload}：${container} 缺少 ${listFew(lacks).zh}`,
            },
            {instance: container},
          ),
        ),
      healthy({
        en: `${containers.length} containers, all with requests and limits`,
        zh: `${containers.length} 个容器均有请求与限额`,
      }),
    )
  },
})

const storage = defineCheck({
  ...shared,
  id: 'k8s.storage',
  title: {en: 'Every volume is bound', zh: '所有卷已绑定'},
  impact: {en: 'The store that waits for its volume does not start.', zh: '等待卷的存储无法启动。'},
  runs: {
    en: 'lists claims with what the cluster says of them, and storage classes',
    zh: '列出 PVC 及集群说明，以及存储类',
  },
  remedy: {
    text: {en: 'Name a storage class that can make volumes.', zh: '指定可用的存储类。'},
    commands: ['kubectl get storageclass', 'opsctl explain kubernetes.storageClass'],
  },
  outcomes: ['pass', 'fail'],
  needs: {seen: storageFact},
  judge({seen: {claims, classes}}) {
    const open = claims.filter(({phase}) => phase !== 'Bound')
    const hasDefault = classes?.some(({isDefault}) => isDefault)
    return rowsOr(
      open.map(({name, phase, storageClass, why}) => {
        const reason = why ?? (storageClass === '' && hasDefault === false ? 'no default storage class' : '')
        const tail = reason === '' ? '' : `: ${reason}`
        return failure(
          {en: `claim ${name} is ${phase}${tail}`, zh: `PVC ${name} 状态为 ${phase}${tail}`},
          {instance: name},
        )
      }),
      healthy({en: `${claims.length} claims are bound`, zh: `${claims.length} 个 PVC 已绑定`}),
    )
  },
})

/** In the order of causes. */
export const releaseChecks: readonly Check[] = [api, storage, release, pods, restarts, resources]
