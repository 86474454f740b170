/** The services of a Compose file: names, published ports, mounts, environment. Pure. */
import type {LintFile} from '../check.js'
import {type ConfigNode, entryOf, itemsOf, textOf, textsOf, valueAt} from '../node.js'

/** One service with what other files may need of it. */
export interface ComposeService {
  readonly file: LintFile
  readonly name: string
  readonly nameAt: number
  readonly node: ConfigNode
  readonly image: string
  /** Names under which other containers reach it. */
  readonly hosts: readonly string[]
  readonly ports: readonly {readonly host: string; readonly at: number; readonly address: string}[]
  readonly mounts: readonly {readonly source: string; readonly target: string; readonly at: number}[]
  readonly environment: ReadonlyMap<string, string>
  readonly command: string
}

/** Every service of a file. */
export function readServices(file: LintFile): readonly ComposeService[] {
  return (valueAt(file.root, 'services')?.entries ?? []).map(({key, keyStart, value}) => ({
    file,
    name: key,
    nameAt: keyStart,
    node: value,
    image: textOf(valueAt(value, 'image')) ?? '',
    hosts: [
      key,
      ...textsOf(valueAt(value, 'container_name')),
      ...textsOf(valueAt(value, 'hostname')),
      ...aliases(value),
    ],
    ports: itemsOf(entryOf(value, 'ports')?.value).flatMap(readPort),
    mounts: itemsOf(entryOf(value, 'volumes')?.value).flatMap(readMount),
    environment: readEnvironment(entryOf(value, 'environment')?.value),
    command: textsOf(valueAt(value, 'command')).join(' '),
  }))
}

function aliases(service: ConfigNode): readonly string[] {
  return (valueAt(service, 'networks')?.entries ?? []).flatMap(({value}) => textsOf(valueAt(value, 'aliases')))
}

function readPort(node: ConfigNode): ComposeService['ports'] {
  if (node.kind === 'map') {
    const published = textOf(valueAt(node, 'published'))
    return published ? [{host: published, address: textOf(valueAt(node, 'host_ip')) ?? '', at: node.start}] : []
  }

  const parts = (textOf(node) ?? '').split('/')[0]?.split(':') ?? []
  const host = parts.at(-2)
  return host === undefined ? [] : [{host, address: parts.slice(0, -2).join(':'), at: node.start}]
}

function readMount(node: ConfigNode): ComposeService['mounts'] {
  if (node.kind === 'map') {
    const source = textOf(valueAt(node, 'source'))
    const target = textOf(valueAt(node, 'target'))
    return target ? [{source: source ?? '', target, at: node.start}] : []
  }

  const [source, target] = (textOf(node) ?? '').split(':')
  return source && target ? [{source, target, at: node.start}] : []
}

function readEnvironment(node: ConfigNode | undefined): ReadonlyMap<string, string> {
  if (node?.kind === 'map') return new Map(node.entries.map(({key, value}) => [key, textOf(value) ?? '']))
  return new Map(
    textsOf(node).map((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    }),
  )
}
