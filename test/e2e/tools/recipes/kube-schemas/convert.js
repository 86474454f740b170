// Writes one strict JSON schema for each kind: node convert.js SWAGGER CRDS OUT. The layout is kubeconform's own, and so
// is what an optional field may be (null, which the API server drops).
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

import {load} from 'js-yaml'

const [swagger, crds, out] = process.argv.slice(2)
const {definitions} = JSON.parse(readFileSync(swagger, 'utf8'))
const INT_OR_STRING = {anyOf: [{type: 'integer'}, {type: 'string'}]}
const NUMBER_OR_STRING = {anyOf: [{type: 'number'}, {type: 'string'}]}
const SPECIAL = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': INT_OR_STRING,
  'io.k8s.apimachinery.pkg.api.resource.Quantity': NUMBER_OR_STRING,
}
const DESCRIPTIVE = ['description', 'default', 'example', 'nullable']

mkdirSync(out)
for (const [name, definition] of Object.entries(definitions)) {
  const kinds = definition['x-kubernetes-group-version-kind'] ?? []
  if (kinds.length === 1) write(kinds[0], resolve(definition, [name]))
}
for (const file of readdirSync(crds)) writeCrd(load(readFileSync(join(crds, file), 'utf8')))

function writeCrd({spec: {group, names, versions}}) {
  for (const {name, schema} of versions)
    write({group, version: name, kind: names.kind}, resolve(schema.openAPIV3Schema, []))
}

function write({group, version, kind}, schema) {
  const {apiVersion, kind: kindField, metadata, ...rest} = schema.properties ?? {}
  if (!apiVersion || !kindField) return
  const names = {apiVersion: {enum: [group ? `${group}/${version}` : version]}, kind: {enum: [kind]}}
  const open = metadata?.properties ? metadata : {type: 'object'}
  const whole = {...schema, properties: {...names, metadata: open, ...rest}, required: required(schema)}
  const suffix = group ? `${group.split('.')[0]}-${version}` : version
  writeFileSync(join(out, `${kind.toLowerCase()}-${suffix}.json`), JSON.stringify(whole))
}

function required(schema) {
  return [...new Set(['apiVersion', 'kind', ...(schema.required ?? [])])]
}

/** The schema with its references put in. One that holds itself ends as "anything" at its second appearance. */
function resolve(schema, path) {
  if (schema.$ref) return follow(schema.$ref.slice('#/definitions/'.length), path)
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return INT_OR_STRING
  const entries = Object.entries(schema).filter(
    ([key]) => !key.startsWith('x-kubernetes') && !DESCRIPTIVE.includes(key),
  )
  const result = Object.fromEntries(entries)
  if (schema.items) result.items = resolve(schema.items, path)
  if (typeof schema.additionalProperties === 'object') {
    result.additionalProperties = resolve(schema.additionalProperties, path)
  }
  if (schema.properties) Object.assign(result, strict(schema, path))
  return result
}

function follow(name, path) {
  if (SPECIAL[name]) return SPECIAL[name]
  return path.includes(name) ? {} : resolve(definitions[name], [...path, name])
}

function strict(schema, path) {
  const fields = Object.entries(schema.properties).map(([key, value]) => {
    const optional = !schema.required?.includes(key) || value.nullable
    const resolved = resolve(value, path)
    return [key, optional ? orNull(resolved) : resolved]
  })
  const open = schema.additionalProperties || schema['x-kubernetes-preserve-unknown-fields']
  return {properties: Object.fromEntries(fields), ...(open ? {} : {additionalProperties: false})}
}

function orNull(schema) {
  if (schema.enum)
    return {...schema, enum: [...schema.enum, null], ...(schema.type ? {type: [schema.type, 'null']} : {})}
  if (typeof schema.type === 'string') return {...schema, type: [schema.type, 'null']}
  return Object.keys(schema).length === 0 ? schema : {anyOf: [schema, {type: 'null'}]}
}
