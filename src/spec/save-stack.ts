/** Answers → the text of opsctl.yaml: a new file from a preset, or an old one changed in place. Pure. */
import {type Document, isCollection, isMap, isScalar, type Pair, parseDocument, stringify} from 'yaml'

import {initMessages} from '../messages/init.js'
import type {Lang} from '../text.js'
import {SCHEMA_LINE} from './json-schema.js'
import {type KeyPath, valueAt} from './path.js'
import type {Preset, Section} from './presets.js'
import {SPEC_VERSION} from './stack.js'

/** One answer: a value at a path. */
export interface Edit {
  readonly path: KeyPath
  readonly value: unknown
}

const WRITE = {flowCollectionPadding: false, lineWidth: 0} as const

/** What a new file says beside its preset. */
export interface NewFile {
  readonly project: string
  readonly lang: Lang
  readonly images: 'registry' | 'debian'
  /** Compose when absent. */
  readonly target?: 'compose' | 'helm'
  /** Context of the cluster, for helm. */
  readonly context?: string
}

/** The text of a new file: short, a comment over each section, only keys that a person is likely to change. */
export function newSource(preset: Preset, {project, lang, images, target, context}: NewFile): string {
  const where = target === 'helm' ? {target} : {}
  const head = {version: SPEC_VERSION, project, language: lang, environment: preset.environment, ...where}
  const sections: Section[] = [
    {comment: initMessages.imagesComment, keys: {images: {source: images}}},
    ...preset.sections.filter((section) => images === 'registry' || !section.onlyRegistry),
  ]
  return [
    SCHEMA_LINE,
    commented(initMessages.headComment[lang]),
    write(head),
    ...sections.map((section) => sectionText(section, section.keys, lang)),
    ...(target === 'helm' ? [clusterText(project, context, lang)] : []),
  ].join('\n')
}

/** What a person is likely to say of the cluster, as comments: only the context has no default. */
function clusterText(project: string, context: string | undefined, lang: Lang): string {
  const rest = [`namespace: ${project}`, 'storageClass: standard', 'ingress: {hosts: [shop.example.com]}']
  const keys =
    context === undefined
      ? ['# kubernetes:', '#   context: NAME', ...rest.map((line) => `#   ${line}`)]
      : [write({kubernetes: {context}}).trimEnd(), ...rest.map((line) => `  # ${line}`)]
  return `${commented(initMessages.clusterComment[lang])}\n${keys.join('\n')}\n`
}

/** Adds what a preset has and the file has not; nothing that is there changes. */
export function addPreset(source: string, preset: Preset, lang: Lang): string {
  const present = parseDocument(source).toJS() as {images?: {source?: string}; [key: string]: unknown} | null
  const fitting = preset.sections.filter(({onlyRegistry}) => !onlyRegistry || present?.images?.source !== 'debian')
  const added = fitting.flatMap((section) => {
    const keys = Object.fromEntries(Object.entries(section.keys).filter(([key]) => !Object.hasOwn(present ?? {}, key)))
    return Object.keys(keys).length === 0 ? [] : [sectionText(section, keys, lang)]
  })
  return added.length === 0 ? source : [source.replace(/\s*$/, '\n'), ...added].join('\n')
}

function sectionText({comment}: Section, keys: Readonly<Record<string, unknown>>, lang: Lang): string {
  return `${commented(comment[lang])}\n${write(keys)}`
}

function commented(text: string): string {
  return text
    .split('\n')
    .map((line) => `# ${line}`)
    .join('\n')
}

/** Lists of plain words stand on one line: `paths: [/]`. */
function write(keys: unknown): string {
  const document = parseDocument(stringify(keys))
  layOut(document)
  return document.toString(WRITE)
}

function layOut(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  const {contents, items} = node as {contents?: unknown; items?: unknown[]}
  if (contents !== undefined) layOut(contents)
  for (const item of items ?? []) layOut((item as Pair).value ?? item)
  const isShort =
    isCollection(node) && !isMap(node) && node.items.every((item) => isScalar(item)) && node.items.length <= 8
  if (isShort) node.flow = true
}

/** Applies answers to a file. Comments, order and everything that no answer names stay as they are. */
export function editSource(source: string, edits: readonly Edit[]): string {
  let text = source
  for (const edit of edits) text = applyEdit(text, edit)
  return text
}

function applyEdit(source: string, {path, value}: Edit): string {
  const document = parseDocument(source)
  const present = document.toJS() as unknown
  if (JSON.stringify(valueAt(present, path)) === JSON.stringify(value)) return source
  const node = document.getIn(path, true)
  const isPlain = typeof value !== 'object' || value === null
  // A scalar that replaces a scalar is spliced in: no other byte of the person's file moves.
  if (isPlain && isScalar(node) && node.range && node.source !== undefined && node.type !== 'BLOCK_LITERAL') {
    return source.slice(0, node.range[0]) + write(value).trimEnd() + source.slice(node.range[1])
  }

  return setIn(document, source, {path, value})
}

function setIn(document: Document, source: string, {path, value}: Edit): string {
  openParents(document, path)
  const written = document.createNode(value)
  layOut(written)
  document.setIn(path, written)
  const text = document.toString(WRITE)
  return source.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text
}

/** `redis: {}` becomes a block once it holds something, and a key without a value becomes a map. */
function openParents(document: Document, path: KeyPath): void {
  for (let length = 1; length < path.length; length++) {
    const above = path.slice(0, length)
    const node = document.getIn(above, true)
    if (isMap(node) && node.items.length === 0) node.flow = false
    else if (node !== undefined && !isCollection(node)) document.setIn(above, document.createNode({}))
  }
}
