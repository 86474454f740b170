/** Makes a changed secret recreate its readers: Compose looks only at labels, never into a file. Pure. */
import {createHash} from 'node:crypto'

import {type Model, parseModel, secretsOf} from './model.js'

export const SECRETS_LABEL = 'opsctl.secrets-sha256'

/** The label of each service that reads secrets, from the digests of those it reads. */
export function secretLabels(
  model: Model,
  digests: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  for (const [service, spec] of Object.entries(model.services)) {
    const names = secretsOf(spec).toSorted()
    if (names.length === 0) continue
    const joined = names.map((name) => `${name}=${digests[name] ?? ''}`).join('\n')
    labels[service] = createHash('sha256').update(joined).digest('hex')
  }

  return labels
}

/** The model with those labels, as Compose sees it once the override file is merged. */
export function labelModel(model: Model, labels: Readonly<Record<string, string>>): Model {
  const raw = JSON.parse(model.json) as {services?: Record<string, {labels?: Record<string, string>}>}
  for (const [service, label] of Object.entries(labels)) {
    const spec = raw.services?.[service]
    if (spec) spec.labels = {...spec.labels, [SECRETS_LABEL]: label}
  }

  return parseModel(JSON.stringify(raw))
}

/** The Compose override file with those labels. JSON is YAML, and needs no quoting rules of its own. */
export function labelOverride(labels: Readonly<Record<string, string>>): string {
  const services = Object.fromEntries(
    Object.entries(labels)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([service, label]) => [service, {labels: {[SECRETS_LABEL]: label}}]),
  )
  const first = '# Written by opsctl from the secrets. A changed secret changes the label, which recreates its readers.'
  return `${first}\n${JSON.stringify({services}, null, 2)}\n`
}
