/** Reads a Logstash pipeline far enough to judge it: plugins, their options, and the conditions around them. Pure. */

/** One plugin with its options. */
export interface Plugin {
  readonly section: 'input' | 'filter' | 'output'
  readonly name: string
  readonly at: number
  readonly options: readonly PluginOption[]
  /** Conditions it stands under, outermost first. */
  readonly conditions: readonly string[]
}

export interface PluginOption {
  readonly name: string
  readonly at: number
  /** As written: a text, a list, a hash or a bare word. */
  readonly value: string
  readonly valueAt: number
}

interface Token {
  readonly text: string
  readonly at: number
}

const TOKEN = /#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|=>|[{}()]|\[|\]|,|[^\s{}()[\],"'#=]+|=+[~>=]?|\S/g

/** Every plugin of a pipeline, in its order. */
export function readPipeline(text: string): readonly Plugin[] {
  const tokens = [...text.matchAll(TOKEN)]
    .map(({0: word, index}): Token => ({text: word, at: index}))
    .filter((token) => !token.text.startsWith('#'))
  const plugins: Plugin[] = []
  let next = 0
  while (next < tokens.length) {
    const word = tokens[next]?.text
    if ((word === 'input' || word === 'filter' || word === 'output') && tokens[next + 1]?.text === '{') {
      next = readBlock({tokens, text, section: word, plugins}, next + 2, [])
    } else next += 1
  }

  return plugins
}

interface Reading {
  readonly tokens: readonly Token[]
  readonly text: string
  readonly section: Plugin['section']
  readonly plugins: Plugin[]
}

/** Reads up to the brace that closes a section or a branch; gives the token after it. */
function readBlock(reading: Reading, start: number, conditions: readonly string[]): number {
  const {tokens, text} = reading
  let next = start
  while (next < tokens.length) {
    const token = tokens[next]
    if (!token || token.text === '}') return next + 1
    const isBranch = token.text === 'if' || token.text === 'else'
    const open = tokens.findIndex(({text: word}, index) => index > next && word === '{')
    if (open < 0) return tokens.length
    if (isBranch) {
      const condition = text.slice(token.at, tokens[open]?.at).trim()
      next = readBlock(reading, open + 1, [...conditions, condition])
    } else next = readPlugin(reading, token, open + 1, conditions)
  }

  return next
}

function readPlugin(reading: Reading, name: Token, start: number, conditions: readonly string[]): number {
  const {tokens, text, section, plugins} = reading
  const options: PluginOption[] = []
  let next = start
  while (next < tokens.length && tokens[next]?.text !== '}') {
    const option = tokens[next]
    if (!option || tokens[next + 1]?.text !== '=>') {
      next += 1
      continue
    }

    const end = endOfValue(tokens, next + 2)
    const [first, last] = [tokens[next + 2], tokens[end - 1]]
    if (first && last) {
      const value = text.slice(first.at, last.at + last.text.length)
      options.push({name: option.text.replaceAll(/["']/g, ''), at: option.at, value, valueAt: first.at})
    }

    next = end
  }

  plugins.push({section, name: name.text, at: name.at, options, conditions})
  return next + 1
}

/** The token after a value; brackets and braces are balanced. */
function endOfValue(tokens: readonly Token[], start: number): number {
  let depth = 0
  for (let next = start; next < tokens.length; next += 1) {
    const {text} = tokens[next] ?? {text: ''}
    if (text === '[' || text === '{') depth += 1
    if (text === ']' || text === '}') depth -= 1
    if (depth === 0) return next + 1
  }

  return tokens.length
}

/** The option of a plugin with this name. */
export function optionOf(plugin: Plugin, name: string): PluginOption | undefined {
  return plugin.options.find((option) => option.name === name)
}
