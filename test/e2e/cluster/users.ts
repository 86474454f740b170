/** Users who may do little, for tests of what is said to them. */
import {type ApiClient, createObject} from './api-client.js'

/** A rule of RBAC. With a namespace it holds there, without one everywhere. */
export interface UserRule {
  readonly namespace?: string
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly resourceNames?: readonly string[]
}

const RBAC = 'rbac.authorization.k8s.io'

/** Gives a user exactly these rights. */
export async function grant(api: ApiClient, user: string, rules: readonly UserRule[]): Promise<void> {
  for (const namespace of new Set(rules.map((rule) => rule.namespace))) {
    const [role, path] = namespace
      ? ['Role', `/apis/${RBAC}/v1/namespaces/${namespace}/`]
      : ['ClusterRole', `/apis/${RBAC}/v1/`]
    const own = rules.filter((rule) => rule.namespace === namespace).map(({namespace: _, ...rule}) => rule)
    const plural = (kind: string) => `${path}${kind.toLowerCase()}s`
    const metadata = {name: `opsctl-test-${user}`}
    await createObject(api, plural(role), {apiVersion: `${RBAC}/v1`, kind: role, metadata, rules: own})
    await createObject(api, plural(`${role}Binding`), {
      apiVersion: `${RBAC}/v1`,
      kind: `${role}Binding`,
      metadata,
      roleRef: {apiGroup: RBAC, kind: role, name: metadata.name},
      subjects: [{apiGroup: RBAC, kind: 'User', name: user}],
    })
  }
}
