/** The identity of a component's configuration: what the label, the stamp in the config and the server's own answer are compared by. */
import {createHash} from 'node:crypto'
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import type {RenderedFile, ServiceSpec} from '../components/component.js'
import {MANIFEST, parseManifest} from './manifest.js'

/** A rendered file that knows which component takes a change of it by reload. */
export interface DeployFile extends RenderedFile {
  /** Id of the component; absent when a change recreates a container, or on the stamp, which carries the hash itself. */
  readonly reload?: string
}

/** Hash of the reloadable configuration of a component as rendered; undefined when it has none. */
export function configHash(files: readonly DeployFile[], component: string): string | undefined {
  const own = files.filter((file) => file.reload === component)
  return own.length === 0 ? undefined : hashFiles(own)
}

/** The identity of the configuration that only a new container of the service takes; undefined when it has none. */
export function fixedConfigHash(service: ServiceSpec, files: readonly DeployFile[]): string | undefined {
  const folders = configFolders([service], false)
  const own = files.filter(({path}) => folders.some((folder) => path.startsWith(folder)))
  return own.length === 0 ? undefined : hashFiles(own)
}

/** Folders under `deploy/`, with a slash at the end, that services mount as config and that take a reload, or do not. */
export function configFolders(services: readonly ServiceSpec[], reload: boolean): readonly string[] {
  const mounts = services.flatMap((service) => service.mounts ?? [])
  return mounts.flatMap((mount) =>
    mount.kind === 'config' && mount.reload === reload ? [`${mount.from.replace(/^deploy\//, '')}/`] : [],
  )
}

/** The same hash of what lies in a folder laid out like `deploy/`; undefined when a file is missing or the component has none. */
export async function diskConfigHash(folder: string, component: string): Promise<string | undefined> {
  try {
    const manifest = parseManifest(await readFile(join(folder, MANIFEST), 'utf8'))
    const paths = manifest.reload[component] ?? []
    const files = await Promise.all(
      paths.map(async (path) => ({path, content: await readFile(join(folder, path), 'utf8')})),
    )
    return files.length === 0 ? undefined : hashFiles(files)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** sha256 over the paths and contents of files, independent of their order. */
export function hashFiles(files: readonly RenderedFile[]): string {
  const hash = createHash('sha256')
  const ordered = files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  for (const {path, content} of ordered) hash.update(`${path}\0${sha256(content)}\n`)
  return hash.digest('hex')
}

/** sha256 of a text as UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
