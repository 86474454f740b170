/** What NetworkPolicies mean for packets, as chains for iptables-restore. Made for one node, whose pods share a bridge. */

interface Selector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
    readonly values?: readonly string[]
  }[]
}

interface Peer {
  readonly podSelector?: Selector
  readonly namespaceSelector?: Selector
  readonly ipBlock?: {readonly cidr: string; readonly except?: readonly string[]}
}

interface Port {
  readonly protocol?: string
  readonly port?: number | string
  readonly endPort?: number
}

interface Rule {
  readonly from?: readonly Peer[]
  readonly to?: readonly Peer[]
  readonly ports?: readonly Port[]
}

/** A NetworkPolicy, as far as it is read here. */
export interface Policy {
  readonly metadata: {readonly namespace: string}
  readonly spec: {
    readonly podSelector: Selector
    readonly policyTypes: readonly ('Ingress' | 'Egress')[]
    readonly ingress?: readonly Rule[]
    readonly egress?: readonly Rule[]
  }
}

/** A pod that has an address of its own. */
export interface PolicyPod {
  readonly namespace: string
  readonly labels: Labels
  readonly address: string
  /** Ports that have names, by name. */
  readonly ports: Readonly<Record<string, number>>
}

/** What there is to decide from. */
export interface PolicyWorld {
  readonly pods: readonly PolicyPod[]
  readonly namespaces: Readonly<Record<string, Labels>>
  readonly policies: readonly Policy[]
}

type Labels = Readonly<Record<string, string>>

/** Chain that packets to and from pods go through. */
export const POLICY_CHAIN = 'OPSCTL-POLICY'

/** The whole table. A packet that comes back from the chain may pass. */
export function policyRules(world: PolicyWorld): string {
  const chains = world.pods.flatMap((pod) => [...podChain(world, pod, 'Egress'), ...podChain(world, pod, 'Ingress')])
  const heads = chains.map(({name}) => `:${name} - [0:0]`)
  const jumps = chains.map(({name, match}) => `-A ${POLICY_CHAIN} ${match} -j ${name}`)
  const answers = `-A ${POLICY_CHAIN} -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN`
  const bodies = chains.flatMap(({name, matches}) => [
    ...matches.map((match) => `-A ${name} ${match} -j RETURN`),
    `-A ${name} -j DROP`,
  ])
  return ['*mangle', `:${POLICY_CHAIN} - [0:0]`, ...heads, answers, ...jumps, ...bodies, 'COMMIT', ''].join('\n')
}

interface Chain {
  readonly name: string
  /** Which packets come here. */
  readonly match: string
  /** Which of them may pass. */
  readonly matches: readonly string[]
}

/** No chain for a pod that no policy selects: it may do everything. */
function podChain(world: PolicyWorld, pod: PolicyPod, type: 'Ingress' | 'Egress'): readonly Chain[] {
  const policies = world.policies.filter(
    ({metadata, spec}) =>
      metadata.namespace === pod.namespace && spec.policyTypes.includes(type) && selects(spec.podSelector, pod.labels),
  )
  if (policies.length === 0) return []
  const [own, other] = type === 'Ingress' ? ['-d', '-s'] : ['-s', '-d']
  const matches = policies.flatMap(({metadata: {namespace}, spec}) =>
    (type === 'Ingress' ? (spec.ingress ?? []) : (spec.egress ?? [])).flatMap((rule) => {
      const peers = type === 'Ingress' ? rule.from : rule.to
      return sources(world, namespace, peers).flatMap(({cidr, pod: peer}) =>
        portMatches(rule.ports, type === 'Ingress' ? pod : peer).map((ports) => `${other} ${cidr}${ports}`),
      )
    }),
  )
  const name = `OPSCTL-${type === 'Ingress' ? 'I' : 'E'}-${pod.address}`
  return [{name, match: `${own} ${pod.address}`, matches: [...new Set(matches)]}]
}

interface Source {
  readonly cidr: string
  readonly pod?: PolicyPod
}

/** Addresses that peers stand for; without peers every address. */
function sources(world: PolicyWorld, namespace: string, peers: readonly Peer[] | undefined): readonly Source[] {
  if (!peers?.length) return [{cidr: '0.0.0.0/0'}]
  return peers.flatMap(({ipBlock, podSelector, namespaceSelector}) => {
    // Nobody has an address of version 6 here.
    if (ipBlock?.cidr.includes(':')) return []
    if (ipBlock) return without(ipBlock).map((cidr) => ({cidr}))
    const chosen = world.pods.filter((pod) => {
      const isThere = namespaceSelector
        ? selects(namespaceSelector, world.namespaces[pod.namespace] ?? {})
        : pod.namespace === namespace
      return isThere && selects(podSelector ?? {}, pod.labels)
    })
    return chosen.map((pod) => ({cidr: `${pod.address}/32`, pod}))
  })
}

/** A named port is that of the pod which is called; one that it does not have matches nothing. */
function portMatches(ports: readonly Port[] | undefined, called: PolicyPod | undefined): readonly string[] {
  if (!ports?.length) return ['']
  return ports.flatMap(({protocol = 'TCP', port, endPort}) => {
    const number = typeof port === 'string' ? called?.ports[port] : port
    if (port !== undefined && number === undefined) return []
    const transport = ` -p ${protocol.toLowerCase()}`
    if (number === undefined) return [transport]
    return [`${transport} --dport ${number}${endPort ? `:${endPort}` : ''}`]
  })
}

function selects({matchLabels = {}, matchExpressions = []}: Selector, labels: Labels): boolean {
  const holds = matchExpressions.every(({key, operator, values = []}) => {
    const value = labels[key]
    if (operator === 'Exists') return value !== undefined
    if (operator === 'DoesNotExist') return value === undefined
    return (value !== undefined && values.includes(value)) === (operator === 'In')
  })
  return holds && Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
}

/** The parts of a block that are left when others are taken out of it, as blocks. */
function without({cidr, except = []}: {readonly cidr: string; readonly except?: readonly string[]}): readonly string[] {
  return except.reduce<readonly string[]>((rest, hole) => rest.flatMap((block) => cut(block, hole)), [cidr])
}

function cut(block: string, hole: string): readonly string[] {
  const [a, b] = [parse(block), parse(hole)]
  const width = Math.min(a.bits, b.bits)
  if (prefix(a.value, width) !== prefix(b.value, width)) return [block]
  if (b.bits <= a.bits) return []
  const bits = a.bits + 1
  const halves = [a.value, a.value + 2 ** (32 - bits)].map((value) => `${format(value)}/${bits}`)
  return halves.flatMap((half) => cut(half, hole))
}

function parse(cidr: string): {readonly value: number; readonly bits: number} {
  const [address = '', bits = '32'] = cidr.split('/')
  return {value: address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0), bits: Number(bits)}
}

function prefix(value: number, bits: number): number {
  return Math.floor(value / 2 ** (32 - bits))
}

function format(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}
