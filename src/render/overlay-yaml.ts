/** YAML of the person's own, with the place of everything in it. Pure. */
import {type Document, isNode, LineCounter, parseDocument} from 'yaml'

import type {Problem} from '../errors.js'
import {renderMessages as say} from '../messages/render.js'
import type {Text} from '../text.js'

export type YamlPath = readonly (string | number)[]

/** A parsed file that can say where a path is and collects what is wrong. */
export interface CheckedYaml {
  readonly value: unknown
  readonly problems: Problem[]
  place(path: YamlPath): {readonly line: number; readonly column: number}
  fail(path: YamlPath, message: Text): void
}

/** Parses one file; what is no YAML is among its problems. */
export function readOverlayYaml(file: string, content: string): CheckedYaml {
  const lines = new LineCounter()
  const document = parseDocument(content, {lineCounter: lines, merge: true, prettyErrors: false})
  const problems: Problem[] = []
  const toPlace = (offset: number) => {
    const {line, col} = lines.linePos(offset)
    return {line, column: col}
  }
  for (const error of document.errors) {
    problems.push({file, ...toPlace(error.pos[0]), message: say.badYaml(firstLine(error.message))})
  }

  const place = (path: YamlPath) => toPlace(offsetOf(document, path))
  return {
    value:
      problems.length > 0
        ? undefined
        : toValue(document, (message) => problems.push({file, line: 1, column: 1, message})),
    problems,
    place,
    fail(path, message) {
      problems.push({file, ...place(path), path: formatPath(path), message})
    },
  }
}

function toValue(document: Document, fail: (message: Text) => void): unknown {
  try {
    return document.toJS({maxAliasCount: 100})
  } catch (error) {
    fail(say.badYaml(firstLine(error instanceof Error ? error.message : String(error))))
    return undefined
  }
}

/** Where the value is, or the nearest thing above it that has a place. */
function offsetOf(document: Document, path: YamlPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }

  return isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0
}

function formatPath(path: YamlPath): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '')
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}

/** Whether a value is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
