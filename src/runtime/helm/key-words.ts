/** Says where two objects differ in the words of people: `image`, `env.PORT`. Pure. */
import type {Path} from './compare-objects.js'
import {isWorkload, type KubeObject, titleOf} from './kube-object.js'

export const CONFIG_ANNOTATION = 'opsctl/config-sha256'
export const SECRETS_ANNOTATION = 'opsctl/secrets-sha256'

const TEMPLATE = ['spec', 'template'] as const

/** Whether a difference makes new pods. */
export function isInPod(path: Path): boolean {
  return TEMPLATE.every((key, index) => path[index] === key)
}

/** The annotation of ours at a path, if it is one. */
export function annotationAt(path: Path): string | undefined {
  const [, , , kind, name] = path
  return isInPod(path) && kind === 'annotations' ? name : undefined
}

/** A difference in a workload, by its pod where it has one: `env.PORT`, `limits.memory`, `gateway-metrics: image`. */
export function wordOf(object: KubeObject, path: Path): string {
  if (!isWorkload(object)) return `${titleOf(object)} ${dotted(path)}`
  if (!isInPod(path)) return dotted(path[0] === 'spec' ? path.slice(1) : path)
  const [section, list, item, ...rest] = path.slice(TEMPLATE.length)
  if (section === 'metadata') return dotted(path.slice(TEMPLATE.length + 1))
  if (item === undefined || (list !== 'containers' && list !== 'initContainers')) return dotted(path.slice(3))
  const container = item.slice(1, -1)
  const word = containerWord(rest)
  return container === object.metadata.name ? word : `${container}${word === '' ? '' : `: ${word}`}`
}

/** The container at a path, if the path leads into one. */
export function containerAt(path: Path): string | undefined {
  const [, , , list, item] = path
  return isInPod(path) && (list === 'containers' || list === 'initContainers') ? item?.slice(1, -1) : undefined
}

function containerWord([first, second, ...rest]: Path): string {
  if (first === undefined) return ''
  if (first === 'env' && second) return `env.${second.slice(1, -1)}`
  if (first === 'resources' && second) return dotted([second, ...rest])
  if (first === 'volumeMounts' && second) return `mount ${second.slice(1, -1)}`
  return dotted([first, ...(second === undefined ? [] : [second]), ...rest])
}

function dotted(path: Path): string {
  return path.join('.').replaceAll('.[', '[')
}
