/** The stack for those who work on when opsctl.yaml is wrong: it may be what they are there to mend. */
import {OpsError} from '../errors.js'
import type {Project} from '../project.js'
import {loadStack} from '../spec/load-stack.js'
import type {Stack} from '../spec/stack.js'

/** Undefined while opsctl.yaml can't be read as a stack. Throws OPS_SPEC_MISSING where there is no project at all. */
export async function readableStack(project: Project): Promise<Stack | undefined> {
  try {
    return (await loadStack(project)).stack
  } catch (error) {
    if (error instanceof OpsError && error.code !== 'OPS_SPEC_MISSING') return undefined
    throw error
  }
}
