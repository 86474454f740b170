/** Findings of the static gates that are meant, each with its reason. One that no gate reports any more fails the test. */

export interface GateWaiver {
  readonly gate: 'kube-score' | 'checkov'
  /** Id of the check. */
  readonly check: string
  /** Names of the objects it holds for; all when absent. */
  readonly objects?: RegExp
  /** Names of the value sets it holds for; all when absent. */
  readonly sets?: RegExp
  readonly why: string
}

const TESTS = /^test-/

export const gateWaivers: readonly GateWaiver[] = [
  {
    gate: 'kube-score',
    check: 'container-ephemeral-storage-request-and-limit',
    why: 'root folders are read-only and every scratch folder is an emptyDir with a size: nothing else can grow',
  },
  {
    gate: 'kube-score',
    check: 'container-security-context-user-group-id',
    why: 'wants ids above 10000; files of the official images belong to the ids they were built with',
  },
  {
    gate: 'checkov',
    check: 'CKV_K8S_40',
    why: 'wants ids above 10000; files of the official images belong to the ids they were built with',
  },
  {
    gate: 'kube-score',
    check: 'container-image-pull-policy',
    why: 'every tag is exact, and images without a registry are on the nodes only: Always would ask for them in vain',
  },
  {gate: 'checkov', check: 'CKV_K8S_15', why: 'the same'},
  {gate: 'checkov', check: 'CKV_K8S_43', why: 'digests come from opsctl.lock.json, which opsctl images lock writes'},
  {
    gate: 'kube-score',
    check: 'statefulset-has-servicename',
    why: 'wants a headless Service; these have one replica, and clients keep an address that outlives its pod',
  },
  {
    gate: 'kube-score',
    check: 'deployment-replicas',
    why: 'exporters and a gateway that no one asked for twice have one replica, which a new pod replaces',
  },
  {
    gate: 'kube-score',
    check: 'deployment-has-host-podantiaffinity',
    why: 'topology spread constraints keep copies apart, and still let a small cluster run them all',
  },
  {
    gate: 'checkov',
    check: 'CKV_K8S_35',
    why: 'an app with deliver: env, for programs that read no files; files are the default',
  },
  {
    gate: 'kube-score',
    check: 'pod-networkpolicy',
    sets: /^network-policies-off$/,
    why: 'opsctl.yaml turns them off',
  },
  {
    gate: 'kube-score',
    check: 'service-type',
    objects: /^gateway-public$/,
    sets: /^service-node-port$/,
    why: 'opsctl.yaml asks for a NodePort',
  },
  {
    gate: 'kube-score',
    check: 'pod-probes-identical',
    why: 'redis-exporter has one page that asks nothing of another service: good for both',
  },
  {gate: 'checkov', check: 'CKV_K8S_23', objects: /^filebeat$/, why: 'log files of a node are for root alone'},
  {
    gate: 'checkov',
    check: 'CKV_K8S_25',
    objects: /^(gateway|web|api|jobs|shop-front|x9|zz-top-2)$/,
    why: 'NET_BIND_SERVICE, which Pod Security restricted allows',
  },
  {gate: 'checkov', check: 'CKV_K8S_8', objects: TESTS, why: 'a pod of helm test ends by itself'},
  {gate: 'checkov', check: 'CKV_K8S_9', objects: TESTS, why: 'a pod of helm test ends by itself'},
]
