import {defineMessages} from '../text.js'

/** Words about a cluster: the tools, the release, and why pods do not come up. */
export const clusterMessages = defineMessages({
  noContext: {
    en: 'No Kubernetes context is named, and opsctl never guesses one',
    zh: '未指定 Kubernetes 上下文，而 opsctl 绝不猜测',
  },
  nameContext: {
    en: 'Set kubernetes.context in opsctl.yaml, or give --context.',
    zh: '在 opsctl.yaml 中设置 kubernetes.context，或使用 --context。',
  },
  listContexts: {en: 'kubectl config get-contexts', zh: 'kubectl config get-contexts'},
})
