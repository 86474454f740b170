/** opsctl.yaml on disk → Stack, or one error that names every problem. */

import type {Problem} from '../errors.js'
import {OpsError} from '../errors.js'
import {loadMessages} from '../messages/load.js'
import type {Project} from '../project.js'
import {readSmallFile} from '../system/read-small-file.js'
import {parseStack} from './parse-stack.js'
import {placeFinder} from './place.js'
import {decodeText} from './read-text.js'
import {MAX_BYTES} from './read-yaml.js'
import type {Stack} from './stack.js'

export {type ParsedStack, parseStack} from './parse-stack.js'

/** A valid stack, what is worth a warning, and the text it was read from. */
export interface LoadedStack {
  readonly stack: Stack
  readonly warnings: readonly Problem[]
  readonly source: string
}

/** Reads the file of a project; the target that the command line names wins over the file's. Throws OPS_SPEC_*. */
export async function loadStack(project: Project): Promise<LoadedStack> {
  const source = await readSource(project)
  if (source === undefined) throw missing(project)
  if (isBlank(source)) throw empty(project)
  const {stack, problems, warnings} = parseStack(source, 'opsctl.yaml', project.choice.target)
  if (!stack) throw invalid(problems)
  return {stack, warnings, source}
}

/** The text of the file, or undefined when there is none. Throws when there is something that can't be read as text. */
export async function readSource(project: Project): Promise<string | undefined> {
  const file = await readSmallFile(project.specFile, MAX_BYTES)
  if ('failure' in file) {
    if (file.failure === 'missing') return undefined
    throw unreadable(project, file.failure, file.cause)
  }

  const decoded = decodeText(file.bytes)
  if ('text' in decoded) return decoded.text
  const {offset, message} = decoded.problem
  throw invalid([{file: 'opsctl.yaml', ...placeFinder(file.bytes.toString('utf8'))(offset), message}])
}

/** Whether a file holds nothing but white space and comments. */
export function isBlank(source: string): boolean {
  return source.split('\n').every((line) => /^\s*(#.*)?$/.test(line))
}

/** The error for a file with problems in it. */
export function invalid(problems: readonly Problem[]): OpsError {
  return new OpsError({
    code: 'OPS_SPEC_INVALID',
    kind: 'usage',
    message: loadMessages.invalid(problems.length),
    suggestions: [loadMessages.explain],
    problems,
  })
}

function missing(project: Project): OpsError {
  return new OpsError({
    code: 'OPS_SPEC_MISSING',
    kind: 'usage',
    message: loadMessages.missing(project.specFile),
    suggestions: [loadMessages.runInit, loadMessages.otherFolder],
  })
}

function empty(project: Project): OpsError {
  return new OpsError({
    code: 'OPS_SPEC_EMPTY',
    kind: 'usage',
    message: loadMessages.empty(project.specFile),
    suggestions: [loadMessages.runInit],
  })
}

function unreadable(project: Project, failure: 'not-a-file' | 'unreadable' | 'too-big', cause: unknown): OpsError {
  const codes = {'not-a-file': 'OPS_SPEC_NOT_A_FILE', unreadable: 'OPS_SPEC_UNREADABLE', 'too-big': 'OPS_SPEC_TOO_BIG'}
  const why = (cause as NodeJS.ErrnoException | undefined)?.code ?? ''
  const messages = {
    'not-a-file': loadMessages.notAFile(project.specFile),
    unreadable: loadMessages.unreadable(project.specFile, why),
    'too-big': loadMessages.tooBig(project.specFile),
  }
  const ways = {
    'not-a-file': loadMessages.moveAway,
    unreadable: loadMessages.giveRights(project.specFile),
    'too-big': loadMessages.makeSmaller,
  }
  return new OpsError({
    code: codes[failure] as `OPS_${string}`,
    kind: 'usage',
    message: messages[failure],
    suggestions: [ways[failure]],
    cause,
  })
}
