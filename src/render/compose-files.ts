/**
 * How Docker Compose is told of a rendered stack. Tried with Compose 2.40: a file given by a later `-f` overrides
 * services that an earlier one includes, and variables work inside `include`.
 *
 * `deploy/compose.yaml` includes `${OPSCTL_DEPLOY_DIR:-.}/<id>/compose.yaml` with the project folder
 * `${OPSCTL_PROJECT_DIR:-..}`, so it works both for a person (`docker compose -f deploy/compose.yaml ps`) and for files
 * that are still staged elsewhere: their mounts name the same host paths, so their model compares equal to what runs.
 */
import {existsSync} from 'node:fs'
import {join} from 'node:path'

import type {Project} from '../project.js'

/** The folder of the generated files in `deploy/compose.yaml`: by hand, its own. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose, not of JavaScript
export const DEPLOY_DIR = '${OPSCTL_DEPLOY_DIR:-.}'
/** The project folder in `deploy/compose.yaml`: by hand, the one above. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose, not of JavaScript
export const PROJECT_DIR = '${OPSCTL_PROJECT_DIR:-..}'

/** The override in which the runtime keeps the hashes of secrets, so that render needs to know none. */
export function secretsOverrideFile(project: Project): string {
  return join(project.state, 'compose.secrets.yaml')
}

/** The `-f` files in order: the stack, the person's override if there is one, the hashes of secrets if there are any. */
export function composeFiles(project: Project, deployDir: string = project.deploy): readonly string[] {
  const optional = [join(project.overlay, 'compose.override.yaml'), secretsOverrideFile(project)]
  return [join(deployDir, 'compose.yaml'), ...optional.filter((path) => existsSync(path))]
}

/** The whole start of a `docker` command line, up to the subcommand, and its environment. Relative paths of the person's override start at the project folder. */
export function composeCommand(
  project: Project,
  name: string,
  deployDir: string = project.deploy,
): {readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>>} {
  const files = composeFiles(project, deployDir).flatMap((path) => ['-f', path])
  return {
    argv: ['compose', '--project-name', name, '--project-directory', project.root, ...files],
    env: {OPSCTL_DEPLOY_DIR: deployDir, OPSCTL_PROJECT_DIR: project.root},
  }
}
