import type {Problem} from '../errors.js'
import type {Project} from '../project.js'
import {componentIds} from '../spec/component-ids.js'
import {loadWithFiles} from './load-with-files.js'

/** What a valid file says, in short. */
export interface ValidReport {
  readonly file: string
  readonly project: string
  readonly images: string
  readonly components: readonly string[]
  readonly apps: readonly string[]
  readonly routes: readonly string[]
  readonly warnings: readonly Problem[]
}

/** Judges opsctl.yaml and the files it names; neither Docker nor the generated files are looked at. Throws OPS_SPEC_*. */
export async function validate(project: Project): Promise<ValidReport> {
  const {stack, warnings} = await loadWithFiles(project)
  return {
    file: project.specFile,
    project: stack.project,
    images: stack.images.source,
    components: componentIds(stack),
    apps: Object.keys(stack.apps),
    routes: Object.keys(stack.gateway.routes),
    warnings,
  }
}
