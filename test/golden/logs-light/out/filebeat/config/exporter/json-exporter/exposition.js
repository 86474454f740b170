// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Writes Prometheus text from what a server says of itself in JSON. Pure.
'use strict'

/** One metric with its samples, pairs of labels and number. What is no number is left out, and with nothing left the metric. */
function block(name, type, help, samples) {
  const lines = samples
    .filter(([, number]) => Number.isFinite(number))
    .map(([set, number]) => `${name}${set === '' ? '' : `{${set}}`} ${number}\n`)
  return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

/** Labels as they stand between the braces. */
function labels(set) {
  return Object.entries(set)
    .map(([name, value]) => `${name}="${escapeLabel(String(value ?? ''))}"`)
    .join(',')
}

function escapeLabel(value) {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

/** The number at a dotted path; not a number where there is none, or a word in its place. */
function at(object, path) {
  return numberOf(path.split('.').reduce((part, key) => part?.[key], object))
}

function numberOf(value) {
  return typeof value === 'number' ? value : Number.NaN
}

function isObject(value) {
  return typeof value === 'object' && value !== null
}

module.exports = {at, block, isObject, labels, numberOf}
