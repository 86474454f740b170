import type {Ask} from '../../../src/checks/cluster/ask.js'
import type {ClusterTarget} from '../../../src/runtime/cluster-target.js'

/** A target as opsctl.yaml would name it. */
export const target: ClusterTarget = {
  kubeconfig: '/home/ann/.kube/config',
  context: 'staging',
  namespace: 'shop',
  agentsNamespace: 'shop-agents',
  release: 'shop',
}

/** A cluster that answers what was recorded: the words of a question that an entry names must all be in it. */
export function recorded(answers: readonly (readonly [question: string, answer: unknown])[]): Ask {
  return async (argv) => {
    const found = answers.find(([question]) => question.split(' ').every((word) => argv.includes(word)))
    if (!found) return {exitCode: 0, stdout: '', stderr: ''}
    const [, answer] = found
    if (answer instanceof Error) return {exitCode: 1, stdout: '', stderr: answer.message}
    return {exitCode: 0, stdout: typeof answer === 'string' ? answer : JSON.stringify(answer), stderr: ''}
  }
}

/** What the API server says to someone who may not. */
export const forbidden = new Error(
  'Error from server (Forbidden): nodes is forbidden: User "ann" cannot list resource "nodes" in API group "" at the cluster scope',
)
