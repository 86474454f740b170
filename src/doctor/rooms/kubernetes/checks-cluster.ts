/** Whether the way into the stack leads somewhere, and whether nodes, images and Secrets are there. */
import {
  type Check,
  defineCheck,
  failure,
  gradeHigh,
  healthy,
  listFew,
  type Outcome,
  skipped,
  warning,
} from '../../check.js'
import {rowsOr} from '../docker/rows.js'
import {manual} from '../project/words.js'
import {shared, told} from './checks-release.js'
import {ingressFact, nodesFact, podsFact, scalersFact, secretsFact, servicesFact, workloadsFact} from './facts.js'

const services = defineCheck({
  ...shared,
  id: 'k8s.services',
  title: {en: 'Every Service leads to a pod that is ready', zh: '每个 Service 都有就绪的 Pod'},
  impact: {en: 'Who calls the Service gets no answer.', zh: '调用该 Service 得不到应答。'},
  runs: {
    en: 'counts ready addresses in the EndpointSlices of each Service',
    zh: '统计每个 Service 的 EndpointSlice 中的就绪地址',
  },
  remedy: {text: {en: 'See why its pods are not ready.', zh: '查看其 Pod 未就绪的原因。'}, commands: ['opsctl status']},
  outcomes: ['pass', 'warn', 'fail'],
  because: ['k8s.pods'],
  needs: {seen: servicesFact},
  judge({seen: {services: all}}) {
    const found = all.flatMap(({name, ready, notReady, replicas}): Outcome[] => {
      const more = {instance: name, observed: {ready, notReady, replicas}}
      if (ready === 0) {
        const why =
          notReady === 0
            ? {en: 'selects no pod', zh: '未选中任何 Pod'}
            : {en: `leads to ${notReady} pods that are not ready`, zh: `指向 ${notReady} 个未就绪的 Pod`}
        return [failure({en: `Service ${name} ${why.en}`, zh: `Service ${name} ${why.zh}`}, more)]
      }
      if (ready >= replicas || replicas === 1) return []
      return [
        warning(
          {
            en: `Service ${name} leads to ${ready} of ${replicas} pods`,
            zh: `Service ${name} 仅有 ${ready}/${replicas} 个 Pod`,
          },
          more,
        ),
      ]
    })
    return rowsOr(
      found,
      healthy({en: `${all.length} Services lead somewhere`, zh: `${all.length} 个 Service 均有后端`}),
    )
  },
})

const ingress = defineCheck({
  ...shared,
  id: 'k8s.ingress',
  title: {en: 'The way in is complete', zh: '入口完整'},
  impact: {en: 'Nobody outside the cluster reaches the stack.', zh: '集群外无法访问栈。'},
  runs: {
    en: 'looks for the class, the TLS Secret, the issuer and the Gateway that opsctl.yaml names, and for the Services behind the Ingress',
    zh: '检查 opsctl.yaml 指定的类、TLS Secret、issuer 与 Gateway，以及 Ingress 后端 Service',
  },
  remedy: {
    text: {en: 'Install what is missing, or name another.', zh: '安装缺失部分，或改用其他。'},
    commands: ['kubectl get ingressclass', 'opsctl explain kubernetes.ingress'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  isFor: ({kubernetes}) =>
    kubernetes.ingress !== undefined ||
    kubernetes.gatewayApi !== undefined || {en: 'opsctl.yaml asks for no Ingress', zh: 'opsctl.yaml 未要求 Ingress'},
  needs: {seen: ingressFact},
  judge({seen: {names, ingresses}}) {
    const lacking = names.filter(({status}) => status === 'fail').map(told)
    const dead = ingresses.flatMap(({name, missingBackends}) =>
      missingBackends.map((service) =>
        failure(
          {
            en: `Ingress ${name} leads to the Service ${service}, which is not there`,
            zh: `Ingress ${name} 指向不存在的 Service ${service}`,
          },
          {instance: name},
        ),
      ),
    )
    const waiting = ingresses
      .filter(({address}) => !address)
      .map(({name}) =>
        warning(
          {
            en: `Ingress ${name} has no address: no controller has taken it`,
            zh: `Ingress ${name} 没有地址：尚无控制器接管`,
          },
          {instance: name},
        ),
      )
    const hosts = ingresses.flatMap((one) => one.hosts)
    return rowsOr(
      [...lacking, ...dead, ...waiting],
      healthy({en: `it takes ${listFew(hosts).en}`, zh: `接收 ${listFew(hosts).zh}`}),
    )
  },
})

const nodes = defineCheck({
  ...shared,
  id: 'k8s.nodes',
  tiers: ['preflight', 'runtime'],
  title: {en: 'Nodes are ready and have room', zh: '节点就绪且有余量'},
  impact: {en: 'Pods are ended or find no place.', zh: 'Pod 会被驱逐或无处调度。'},
  runs: {
    en: 'reads conditions of the nodes, and compares memory that pods asked for with what can be given',
    zh: '读取节点状况，并比较 Pod 请求内存与可分配内存',
  },
  remedy: {
    text: {en: 'Free the node, or add one.', zh: '释放节点资源或增加节点。'},
    commands: ['kubectl describe nodes'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  needs: {seen: nodesFact},
  thresholds: {requested: {warn: 80, unit: '%', origin: manual}},
  judge({seen: {nodes: all}}, {limits}) {
    const found = all.flatMap(({name, ready, cordoned, pressures, memoryMiB, requestedMiB}): Outcome[] => {
      const share = memoryMiB > 0 ? (requestedMiB / memoryMiB) * 100 : 0
      const more = {instance: name, observed: {share, pressures}, limit: 'requested'}
      if (!ready) return [failure({en: `node ${name} is not ready`, zh: `节点 ${name} 未就绪`}, more)]
      if (pressures.length > 0)
        return [
          warning({en: `node ${name}: ${listFew(pressures).en}`, zh: `节点 ${name}：${listFew(pressures).zh}`}, more),
        ]
      if (gradeHigh(share, limits.requested) === 'pass')
        return cordoned ? [warning({en: `node ${name} takes no new pods`, zh: `节点 ${name} 不接受新 Pod`}, more)] : []
      return [
        warning(
          {
            en: `pods asked for ${Math.round(share)} % of the memory of node ${name}`,
            zh: `节点 ${name} 的内存已被请求 ${Math.round(share)} %`,
          },
          more,
        ),
      ]
    })
    return rowsOr(found, healthy({en: `${all.length} nodes are ready`, zh: `${all.length} 个节点就绪`}))
  },
})

const hpa = defineCheck({
  ...shared,
  id: 'k8s.hpa',
  title: {en: 'Autoscaling sees the load, and has room', zh: '自动扩缩可见负载且有余量'},
  impact: {en: 'Under load no further pod is started.', zh: '负载升高时不会增加 Pod。'},
  runs: {en: 'reads the conditions of each HorizontalPodAutoscaler', zh: '读取每个 HorizontalPodAutoscaler 的状况'},
  remedy: {
    text: {en: 'Install metrics-server, or raise autoscale.max.', zh: '安装 metrics-server，或提高 autoscale.max。'},
    commands: ['kubectl get hpa', 'kubectl top pods'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  isFor: ({apps}) =>
    Object.values(apps).some(({autoscale}) => autoscale !== undefined) || {
      en: 'no app asks for autoscaling',
      zh: '没有应用启用自动扩缩',
    },
  needs: {seen: scalersFact},
  judge({seen: {scalers}}) {
    if (scalers.length === 0) return skipped('no-data', {en: 'the release has none yet', zh: 'release 尚无自动扩缩'})
    const found = scalers.flatMap(({name, replicas, max, seesMetrics, message}): Outcome[] => {
      if (!seesMetrics)
        return [
          failure(
            {en: `${name} can’t read metrics: ${message}`, zh: `${name} 无法读取指标：${message}`},
            {instance: name},
          ),
        ]
      return replicas < max
        ? []
        : [
            warning(
              {en: `${name} runs all ${max} pods that it may`, zh: `${name} 已达上限 ${max} 个 Pod`},
              {instance: name},
            ),
          ]
    })
    return rowsOr(found, healthy({en: `${scalers.length} see the load`, zh: `${scalers.length} 个均可见负载`}))
  },
})

const secrets = defineCheck({
  ...shared,
  id: 'k8s.secrets',
  title: {
    en: 'Secrets that pods name are there, and none stands in values',
    zh: 'Pod 引用的 Secret 存在，且值文件中没有明文',
  },
  impact: {
    en: 'A pod without its Secret does not start; one in values.yaml is in git and in the release.',
    zh: '缺少 Secret 的 Pod 无法启动；values.yaml 中的密钥会进入 git 与 release。',
  },
  runs: {
    en: 'compares names of Secrets in pods with those in the namespaces, and reads overlay/values.yaml',
    zh: '比较 Pod 引用与命名空间中的 Secret 名称，并读取 overlay/values.yaml',
  },
  remedy: {
    text: {en: 'Let opsctl put it there, or make it under this name.', zh: '由 opsctl 写入，或以该名称创建。'},
    commands: ['opsctl up', 'opsctl explain kubernetes.secrets'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  needs: {seen: secretsFact},
  judge({seen: {referenced, missing, plain}}) {
    const absent = missing.map(({secret, by}) =>
      failure(
        {en: `${by} names the Secret ${secret}, which is not there`, zh: `${by} 引用的 Secret ${secret} 不存在`},
        {instance: secret},
      ),
    )
    const remedy = {
      text: {en: 'Take it out and let the app list it under secrets:.', zh: '删除并在应用的 secrets: 中列出。'},
      commands: ['opsctl explain apps'],
    }
    const open =
      plain.length === 0
        ? []
        : [
            warning(
              {
                en: `overlay/values.yaml holds ${listFew(plain).en} in clear`,
                zh: `overlay/values.yaml 以明文包含 ${listFew(plain).zh}`,
              },
              {remedy},
            ),
          ]
    return rowsOr(
      [...absent, ...open],
      healthy({en: `${referenced} Secrets, all there`, zh: `${referenced} 个 Secret 均存在`}),
    )
  },
})

const imagePull: Check = defineCheck({
  ...shared,
  id: 'k8s.image-pull',
  title: {en: 'Images can be had, and are the same ones each time', zh: '镜像可获取且版本固定'},
  impact: {
    en: 'A pod whose image is not to be had does not start; a tag that moves starts another program.',
    zh: '无法获取镜像的 Pod 不能启动；浮动标签会启动不同程序。',
  },
  runs: {en: 'looks for pods that wait for their image, and for tags that move', zh: '检查等待镜像的 Pod 与浮动标签'},
  remedy: {
    text: {en: 'Look at the reference and at the pull secrets.', zh: '检查镜像引用与拉取密钥。'},
    commands: ['opsctl images list', 'opsctl explain kubernetes.pullSecrets'],
  },
  outcomes: ['pass', 'warn', 'fail'],
  needs: {pods: podsFact, workloads: workloadsFact},
  judge({pods: {pods}, workloads: {containers}}) {
    const stuck = pods
      .filter(({waiting}) => /ImagePull|InvalidImageName|ErrImageNeverPull/.test(waiting))
      .map(({pod, service, waiting, cause, fix}) =>
        failure(
          {en: `${pod}: ${cause?.en ?? waiting}`, zh: `${pod}：${cause?.zh ?? waiting}`},
          {instance: service, ...(fix ? {remedy: {text: fix, commands: imagePull.remedy.commands ?? []}} : {})},
        ),
      )
    const moving = containers
      .filter(({image}) => !image.includes('@') && (/:latest$/.test(image) || !/:[^/]+$/.test(image)))
      .map(({container, image}) =>
        warning(
          {en: `${container} runs ${image}, a tag that moves`, zh: `${container} 使用浮动标签 ${image}`},
          {instance: container},
        ),
      )
    return rowsOr(
      [...stuck, ...moving],
      healthy({en: `${containers.length} images, none missing`, zh: `${containers.length} 个镜像均可用`}),
    )
  },
})

/** In the order of causes. */
export const clusterChecks: readonly Check[] = [nodes, secrets, imagePull, services, ingress, hpa]
