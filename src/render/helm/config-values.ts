/** Folders of native configuration → ConfigMaps. The bytes are those of `deploy/`; only how they are cut is decided here. */
import type {RenderedFile, ServiceSpec} from '../../components/component.js'
import {sha256} from '../config-hash.js'
import type {ConfigValues} from './chart-values.js'

type Item = ConfigValues['items'][number]

/** Kubernetes takes no object above 1 MiB, and no ConfigMap whose data are more; names of files need room too. */
export const MAX_CONFIG_BYTES = 900 * 1024

/** As many characters as a key may have that Kubernetes takes. */
const MAX_KEY = 200

/**
 * What a service mounts as configuration, one entry per ConfigMap. A folder that is too big for one is cut into several
 * with the same `to`: together they are the folder.
 */
export function toConfigValues(
  {name, mounts = []}: ServiceSpec,
  files: readonly RenderedFile[],
): readonly ConfigValues[] {
  const entries = mounts.flatMap((mount) => {
    if (mount.kind !== 'config') return []
    const folder = `${mount.from.replace(/^deploy\//, '')}/`
    const own = files.filter(({path}) => path.startsWith(folder))
    const parts = cut(own)
    return parts.map((part, index) => ({
      name: `${name}-${folder.split('/').at(-2)}${index === 0 ? '' : `-${index + 1}`}`,
      to: mount.to,
      items: part.map((file) => toItem(file, folder)),
      reload: mount.reload,
    }))
  })
  checkUnique(
    `ConfigMap of ${name}`,
    entries.map((entry) => entry.name),
  )
  for (const {name: map, items} of entries)
    checkUnique(
      `key of ConfigMap ${map}`,
      items.map(({key}) => key),
    )
  return entries
}

function toItem({path, mode = 0o644}: RenderedFile, folder: string): Item {
  const inside = path.slice(folder.length)
  return {file: path, key: toKey(inside), path: inside, ...((mode & 0o111) === 0 ? {} : {executable: true as const})}
}

/** Keys have no slash. A name that is too long keeps its end, which tells what it is, behind a hash that tells it apart. */
function toKey(path: string): string {
  const key = path.replaceAll('/', '--').replaceAll(/[^-._a-zA-Z0-9]/g, '_')
  return key.length <= MAX_KEY ? key : `${sha256(path).slice(0, 16)}-${key.slice(-MAX_KEY + 17)}`
}

/** First fit in the order of the paths, so that one more file moves few others. */
function cut(files: readonly RenderedFile[]): readonly (readonly RenderedFile[])[] {
  const parts: {bytes: number; readonly files: RenderedFile[]}[] = []
  for (const file of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const bytes = Buffer.byteLength(file.content) + 2 * file.path.length
    const part = parts.find((one) => one.bytes + bytes <= MAX_CONFIG_BYTES)
    if (part) part.bytes += bytes
    else parts.push({bytes, files: []})
    const target = part ?? parts.at(-1)
    target?.files.push(file)
  }

  return parts.map((part) => part.files)
}

function checkUnique(what: string, names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin !== undefined) throw new Error(`two are named ${twin}: ${what}`)
}
