/** opsctl.yaml together with the files of the person's own that it names: what a change needs to be right before it begins. */
import {components} from '../components/registry.js'
import type {Project} from '../project.js'
import {invalid, type LoadedStack, loadStack} from '../spec/load-stack.js'
import {placeProblems} from '../spec/parse-stack.js'

/** Loads the stack and judges those files. Throws OPS_SPEC_*; what is only worth a warning is added to the warnings. */
export async function loadWithFiles(project: Project): Promise<LoadedStack> {
  const loaded = await loadStack(project)
  const {stack, source} = loaded
  const rooms = components.filter((component) => component.isEnabled(stack))
  const found = (await Promise.all(rooms.map((room) => room.inspectFiles?.(stack, project.root) ?? []))).flat()
  const errors = found.filter(({level}) => level !== 'warning')
  if (errors.length > 0) throw invalid(placeProblems(source, errors))
  const warnings = found.filter(({level}) => level === 'warning')
  return {...loaded, warnings: [...loaded.warnings, ...placeProblems(source, warnings)]}
}
