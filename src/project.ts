/** Where everything of one project lies on disk. */
import {join, resolve} from 'node:path'

/** What the command line decides for one run in place of opsctl.yaml. */
export interface RunChoice {
  readonly target?: 'compose' | 'helm'
  /** Context of the kubeconfig. */
  readonly context?: string
  /** Absolute path. */
  readonly kubeconfig?: string
  /** Asks a person which of these contexts is meant; absent when nobody can be asked. */
  readonly askContext?: (names: readonly string[]) => Promise<string>
}

export interface Project {
  /** Absolute path of the project folder. */
  readonly root: string
  readonly specFile: string
  /** Generated files; everything in it may be regenerated. */
  readonly deploy: string
  /** sha256 of each generated file. */
  readonly manifest: string
  /** The person's own rules, scrape jobs and compose override; read, never written. */
  readonly overlay: string
  readonly secrets: string
  /** Lock, journal, staging, last applied model. */
  readonly state: string
  readonly backups: string
  readonly choice: RunChoice
}

/** Lays out the project in a folder; touches nothing. */
export function projectAt(directory: string, choice: RunChoice = {}): Project {
  const root = resolve(directory)
  const deploy = join(root, 'deploy')
  return {
    root,
    specFile: join(root, 'opsctl.yaml'),
    deploy,
    manifest: join(deploy, '.opsctl.json'),
    overlay: join(root, 'overlay'),
    secrets: join(root, 'secrets'),
    state: join(root, '.opsctl'),
    backups: join(root, 'backups'),
    choice,
  }
}
