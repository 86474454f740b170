/** Secrets that someone else keeps in the cluster: opsctl makes none of them, and reads one only where a probe must log in. */
import type {Stack} from '../components/component.js'
import {components} from '../components/registry.js'
import {OpsError} from '../errors.js'
import {secretMessages as say} from '../messages/secrets.js'
import type {ClusterTarget} from '../runtime/cluster-target.js'
import {listBindings} from '../spec/secrets.js'
import {askKubectl} from '../system/kubectl.js'
import {hideSecret} from '../system/redact.js'
import {verbatim} from '../text.js'

/** Whether the secrets of a stack are those of secrets/. */
export function ownsSecrets({target, kubernetes}: Stack): boolean {
  return target === 'compose' || kubernetes.secrets.from === 'opsctl'
}

/** Reads the value of a secret by its name in opsctl. Throws OPS_SECRET_MISSING. */
export function openClusterSecrets(target: ClusterTarget, stack: Stack): (name: string) => Promise<string> {
  const bindings = listBindings(stack)
  return async (name) => {
    const owner = components.find(
      (one) => one.isEnabled(stack) && one.secrets?.(stack, bindings).some((spec) => spec.name === name),
    )
    const secret = `${owner?.id ?? name}-secrets`
    const template = `{{with .data}}{{with index . "${name}"}}{{.}}{{end}}{{end}}`
    const where = ['--namespace', target.namespace, '--ignore-not-found', '-o', `go-template=${template}`]
    const encoded = await askKubectl(target, ['get', 'secret', secret, ...where])
    const value = Buffer.from(encoded, 'base64')
      .toString('utf8')
      .replace(/\r?\n$/, '')
    if (value === '') throw absent(name, secret, target.namespace)
    hideSecret(value)
    return value
  }
}

function absent(name: string, secret: string, namespace: string): OpsError {
  return new OpsError({
    code: 'OPS_SECRET_MISSING',
    kind: 'environment',
    message: say.notInCluster(name, secret, namespace),
    suggestions: [verbatim(`kubectl --namespace ${namespace} describe secret ${secret}`)],
  })
}
