/** Stack traces of Java, Python, Node and Go: the kind of error and the frames without what differs from run to run. */
import type {StackGroup} from './analysis.js'

export interface ParsedStack {
  readonly language: StackGroup['language']
  readonly type: string
  readonly message: string
  /** Innermost first. */
  readonly frames: readonly string[]
}

const MOST_FRAMES = 30
/** What is beyond is not looked at: a line may be made to keep an expression busy. */
const MOST_LINES = 120
const LONGEST_LINE = 300
const HEADER =
  /^(?:Exception in thread "[^"]*" |Uncaught |Unhandled |Caused by: )?((?:[\w$]+[./])*[A-Z][\w$]*(?:Error|Exception|Throwable|Failure|Interrupt|Exit|Warning|Iteration)?)(?: \[\w+\])?(?::\s*(.*))?$/
const GO_HEADER = /^(panic|fatal error): (.*)$/
const NODE_FRAME =
  /^\s+at (?:async )?(?:new )?(.*?) ?\(?((?:file:\/\/|node:|\/|[A-Z]:\\|webpack)[^()]*?)(?::\d+){1,2}\)?(?: \{)?$/
const JAVA_FRAME = /^\s+at ([\w$.@/<>-]+)\(([^)]*)\)/
const PYTHON_FRAME = /^\s+File "([^"]+)", line \d+(?:, in (.+))?$/
const GO_FRAME = /^([\w./*()$-]+(?:\.[\w.*()$-]+)+)\(.*\)$/

/** Undefined when the text holds no frame. */
export function parseStack(text: string): ParsedStack | undefined {
  const lines = text.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE))
  if (lines.some((line) => line.startsWith('goroutine '))) return parseGo(lines)
  if (lines.some((line) => line.startsWith('Traceback (most recent call last)'))) return parsePython(lines)
  return parseAt(lines)
}

function parseGo(lines: readonly string[]): ParsedStack | undefined {
  const header = lines.map((line) => GO_HEADER.exec(line)).find((found) => found !== null)
  const start = lines.findIndex((line) => line.startsWith('goroutine '))
  const frames: string[] = []
  for (const line of lines.slice(start + 1)) {
    if (line === '') break
    const name = GO_FRAME.exec(line)?.[1]
    if (name && !name.startsWith('runtime.') && !name.startsWith('panic')) frames.push(name)
  }
  return finish('go', header?.[1] ?? 'panic', header?.[2] ?? '', frames)
}

/** The last exception is the one that was not caught; its frames are written outermost first. */
function parsePython(lines: readonly string[]): ParsedStack | undefined {
  const start = lines.findLastIndex((line) => line.startsWith('Traceback (most recent call last)'))
  const frames: string[] = []
  let header: RegExpExecArray | null = null
  for (const line of lines.slice(start + 1)) {
    const frame = PYTHON_FRAME.exec(line)
    if (frame) frames.unshift(`${frame[2] ?? '<module>'} (${frame[1]})`)
    else if (/^\S/.test(line)) {
      header = /^([\w.]+)(?::\s*(.*))?$/.exec(line)
      break
    }
  }
  return finish('python', header?.[1] ?? 'Exception', header?.[2] ?? '', frames)
}

function parseAt(lines: readonly string[]): ParsedStack | undefined {
  const first = lines.findIndex((line) => /^\s+at \S/.test(line))
  if (first < 0) return undefined
  const frames: string[] = []
  let language: StackGroup['language'] = 'other'
  for (const line of lines.slice(first)) {
    const java = JAVA_FRAME.exec(line)
    const node =
      java && /\.(?:java|kt|scala|groovy)\b|Native Method|Unknown Source/.test(java[2] ?? '')
        ? null
        : NODE_FRAME.exec(line)
    if (node) frames.push(`${node[1] || '<anonymous>'} (${node[2]})`)
    else if (java)
      frames.push(
        (java[1] ?? '')

          .replace(/(\$\$?Lambda)[$\w/]*/, '$1')
          .replace(/^[\w.@-]+\//, '')
          .replace(/\$\d+/g, '$'),
      )
    else if (!/^\s+(?:at |\.\.\. )/.test(line)) break
    if (frames.length === 1) language = node ? 'node' : 'java'
  }
  const header = findHeader(lines.slice(0, first))
  return finish(language, header?.[1] ?? 'Error', header?.[2] ?? '', frames)
}

/** Of the lines before the first frame the last that names an error: a message may have several lines. */
function findHeader(lines: readonly string[]): RegExpExecArray | null {
  for (const line of lines.toReversed()) {
    const found = HEADER.exec(line)
    if (found && /(?:Error|Exception|Throwable)$/.test(found[1] ?? '')) return found
  }
  return lines.length === 0 ? null : HEADER.exec(lines.at(-1) ?? '')
}

function finish(
  language: ParsedStack['language'],
  type: string,
  message: string,
  frames: readonly string[],
): ParsedStack | undefined {
  return frames.length === 0 ? undefined : {language, type, message, frames: frames.slice(0, MOST_FRAMES)}
}
