/** What was last brought up, kept so that a plan can say which key changed. Holds no secret: only digests. */
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import type {Project} from '../project.js'
import {putFile} from '../system/put-file.js'
import type {ModelService} from './model.js'

export interface Applied {
  readonly version: 1
  readonly project: string
  readonly services: Readonly<Record<string, ModelService>>
  readonly secrets: Readonly<Record<string, string>>
  /** Real names of the volumes in use. */
  readonly volumes: readonly string[]
  /** Real names of every volume ever in use; `destroy` removes them too. */
  readonly everVolumes: readonly string[]
  readonly versions: Readonly<Record<string, string>>
}

const FILE = 'applied.json'

/** Reads the record; undefined before the first `up`, and when the file can't be read as one. */
export async function loadApplied(project: Project): Promise<Applied | undefined> {
  try {
    const applied = JSON.parse(await readFile(join(project.state, FILE), 'utf8')) as Applied
    return applied.version === 1 ? applied : undefined
  } catch {
    // It only serves explanations: what runs is asked of the engine, so a lost record is no failure.
    return undefined
  }
}

/** Keeps the record. */
export async function saveApplied(project: Project, applied: Applied): Promise<void> {
  await putFile(join(project.state, FILE), `${JSON.stringify(applied, null, 1)}\n`, 0o600)
}
