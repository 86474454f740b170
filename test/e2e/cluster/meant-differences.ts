/** Where what the chart renders must not be what Compose is told, each with its reason. */

/** A difference that is meant, with its reason. One that no set has any more fails the test. */
export interface MeantDifference {
  readonly service: string
  readonly key: string
  /** Whether what Helm is told is what is meant. */
  readonly fits: (helm: unknown, compose: unknown) => boolean
  readonly why: string
}

const is = (wanted: unknown) => (helm: unknown) => JSON.stringify(helm) === JSON.stringify(wanted)

const sharedFolder = 'the socket of the access log is shared within the pod, not through a volume'

const withoutDevices = (argv: unknown) =>
  (argv as readonly string[]).filter((one) => !/device|netclass|exclude/.test(one))

/** What must differ. */
export const meantDifferences: readonly MeantDifference[] = [
  ...['gateway', 'gateway-metrics'].flatMap((service) => [
    {service, key: 'data', fits: is([]), why: sharedFolder},
    {service, key: 'scratch', fits: is(['/run/gateway 1', '/tmp 64']), why: sharedFolder},
  ]),
  {service: 'filebeat', key: 'data', fits: is([]), why: 'what an agent keeps lies on the node that it reads'},
  {
    service: 'gateway',
    key: 'entrypoint',
    fits: is(['sh', '/etc/gateway/start.sh']),
    why: 'nginx takes no name server from resolv.conf: the script puts the one of the cluster into its configuration',
  },
  ...['logstash', 'filebeat'].map((service) => ({
    service,
    key: 'entrypoint',
    fits: (helm: unknown) => JSON.stringify(helm).includes('until '),
    why: 'no order of start: it waits until the store has its users and templates',
  })),
  {
    service: 'elasticsearch',
    key: 'entrypoint',
    fits: is(['sh', '-c', 'mkdir -p "$ES_PATH_CONF" && exec sh /etc/opsctl/start.sh']),
    why: 'an emptyDir belongs to root, so that its owner must make a folder in it',
  },
  {
    service: 'elasticsearch',
    key: 'env',
    fits: is({ES_PATH_CONF: '/run/elasticsearch/config'}),
    why: 'the folder that it makes',
  },
  {
    service: 'cadvisor',
    key: 'user',
    fits: is('1000:1000'),
    why: 'Docker’s folder is for root alone, the folders of the kubelet are not',
  },
  {
    service: 'cadvisor',
    key: 'env',
    fits: (helm, compose) => {
      const {NAMESPACES, ...rest} = helm as {readonly NAMESPACES?: string}
      return NAMESPACES !== undefined && is(compose)(rest)
    },
    why: 'a node also runs pods of others: those of the stack are known by their namespaces',
  },
  {
    service: 'node-exporter',
    key: 'command',
    fits: (helm, compose) => is(withoutDevices(compose))(withoutDevices(helm)),
    why: 'the networks of a cluster make devices of other names, and pods mounts, of which none is the node’s own',
  },
  {
    service: 'filebeat-exporter',
    key: 'env',
    fits: (helm, compose) =>
      is(compose)({...(helm as object), FILEBEAT_URL: 'http://filebeat:5066'}) &&
      (helm as {readonly FILEBEAT_URL?: string}).FILEBEAT_URL === 'http://127.0.0.1:5066',
    why: 'each node has its own, in the pod of the one it asks',
  },
]
