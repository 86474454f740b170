/** Says what a file is from its content, whatever its name. Pure. */
import type {FileKind} from './check.js'
import {type ConfigNode, entryOf, valueAt} from './node.js'

/** Text that is no YAML or JSON but known nevertheless. */
export function detectText(path: string, text: string): FileKind | undefined {
  if (/\.(md|markdown|mmd)$/i.test(path)) return /^\s*(graph|flowchart)\s/m.test(text) ? 'diagram' : undefined
  if (/^\s*(input|filter|output)\s*\{/m.test(text) && !/^\s*[{[]/.test(text)) return 'logstash'
  return undefined
}

/** Kinds by what their top level must hold; the first that fits. */
const shapes: readonly (readonly [FileKind, (root: ConfigNode) => boolean])[] = [
  ['compose', (root) => valueAt(root, 'services')?.kind === 'map'],
  ['rules', (root) => rulesRoot(root) !== undefined],
  ['alertmanager', (root) => has(root, 'route') && has(root, 'receivers')],
  ['alertmanager', (root) => has(root, 'receivers') && !has(root, 'service') && !has(root, 'exporters')],
  ['prometheus', (root) => has(root, 'scrape_configs') || (has(root, 'rule_files') && !has(root, 'tests'))],
  ['prometheus', (root) => valueAt(root, 'global', 'scrape_interval') !== undefined],
  ['filebeat', (root) => root.entries.some(({key}) => key === 'filebeat' || key.startsWith('filebeat.'))],
  ['grafana-provider', (root) => valueAt(root, 'providers')?.kind === 'list' && has(root, 'apiVersion')],
  ['kibana', (root) => valueAt(root, 'objects')?.kind === 'list' && has(root, 'version')],
  ['kibana', (root) => has(root, 'attributes') && has(root, 'type')],
  ['dashboard', (root) => valueAt(root, 'dashboard', 'panels') !== undefined],
  ['dashboard', (root) => has(root, 'panels') && (has(root, 'title') || has(root, 'schemaVersion'))],
]

/** What a parsed file is. */
export function detectConfig(root: ConfigNode): FileKind | undefined {
  return shapes.find(([, fits]) => fits(root))?.[0]
}

/** The mapping that holds `groups` or, by mistake, `rules`; below `spec` in a PrometheusRule of Kubernetes. */
export function rulesRoot(root: ConfigNode): ConfigNode | undefined {
  const base = valueAt(root, 'kind')?.value === 'PrometheusRule' ? entryOf(root, 'spec')?.value : root
  if (!base) return undefined
  if (base.entries.length === 1 && base.entries[0]?.key === 'groups') return base
  if (valueAt(base, 'groups')?.items.some((group) => has(group, 'rules'))) return base
  const loose = valueAt(base, 'rules')?.items.some((rule) => has(rule, 'alert') || has(rule, 'record'))
  return loose ? base : undefined
}

function has(node: ConfigNode, key: string): boolean {
  return entryOf(node, key) !== undefined
}
