/** Puts the names of this stack, and what a person wrote, into the commands of a checklist. */

/** What the marks stand for. */
export interface Filling {
  readonly apps: readonly string[]
  readonly project: string
  readonly namespace: string
  readonly target: 'compose' | 'helm'
  /** Name of the run. */
  readonly id: string
  /** Project folder. */
  readonly root: string
  /** The note of a step, by its id. */
  answer(step: string): string | undefined
}

const MARK = /\{([a-z]+)(?::([a-z0-9-]+))?\}/g

/** The words of a command; undefined when something that they name is not there. */
export function fillArgv(argv: readonly string[], filling: Filling): readonly string[] | undefined {
  const filled = argv.map((word) => (word === '{apps}' ? filling.apps : fillWord(word, filling)))
  return filled.some((word) => word === undefined || word.length === 0)
    ? undefined
    : filled.flatMap((word) => word ?? [])
}

/** Commands to copy, for the target the stack runs on; one that can't be filled is left out. */
export function fillCommands(
  commands: readonly (string | {readonly compose: string; readonly helm: string})[],
  filling: Filling,
): readonly string[] {
  return commands.flatMap((one) => fillWord(typeof one === 'string' ? one : one[filling.target], filling) ?? [])
}

function fillWord(word: string, filling: Filling): string | undefined {
  let isWhole = true
  const filled = word.replaceAll(MARK, (_, name: string, step: string | undefined) => {
    const value = wordFor(name, step, filling)
    if (value === undefined || value === '') isWhole = false
    return value ?? ''
  })
  return isWhole ? filled : undefined
}

function wordFor(name: string, step: string | undefined, filling: Filling): string | undefined {
  if (name === 'answer') return step === undefined ? undefined : filling.answer(step)
  if (name === 'apps') return filling.apps.join(' ')
  return {project: filling.project, namespace: filling.namespace, id: filling.id, root: filling.root}[name]
}
