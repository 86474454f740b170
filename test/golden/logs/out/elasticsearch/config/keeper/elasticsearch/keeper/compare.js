// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Whether what the store holds is what is wanted, however the store writes it. Pure.
'use strict'

/** Whether a template, component or index, has all that is wanted. Keys that the store adds do not count. */
function isSameTemplate(wanted, actual) {
  if (actual === undefined) return false
  const have = canonical(actual)
  return Object.entries(canonical(wanted)).every(([key, value]) => stable(value) === stable(have[key]))
}

/** The parts that may be wanted, each in one way of writing. */
function canonical({template = {}, data_stream, ...rest}) {
  const {index_patterns, priority, composed_of, ignore_missing_component_templates} = rest
  return dropUndefined({
    index_patterns,
    priority,
    composed_of,
    ignore_missing_component_templates,
    data_stream: data_stream && {
      hidden: data_stream.hidden ?? false,
      allow_custom_routing: data_stream.allow_custom_routing ?? false,
    },
    mappings: template.mappings,
    settings: template.settings && flatten(template.settings),
    lifecycle: template.lifecycle && canonicalLifecycle(template.lifecycle),
  })
}

function canonicalLifecycle({data_retention, enabled = true}) {
  return {data_retention, enabled}
}

/** Settings under their full names: the store nests them and leaves the `index.` out of some. */
function flatten(settings, prefix = '') {
  const pairs = Object.entries(settings).flatMap(([key, value]) => {
    const name = `${prefix}${key}`
    return isObject(value) ? Object.entries(flatten(value, `${name}.`)) : [[name, value]]
  })
  if (prefix !== '') return Object.fromEntries(pairs)
  return Object.fromEntries(pairs.map(([name, value]) => [name.startsWith('index.') ? name : `index.${name}`, value]))
}

/** Sorted, and with every scalar as text: the store gives `false` back as `"false"`. */
function stable(value) {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`
  if (!isObject(value)) return JSON.stringify(String(value))
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${stable(value[key])}`).join()}}`
}

function dropUndefined(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

module.exports = {isSameTemplate, stable}
