/**
 * The part of Kibana's query language that our searches and panels use, read strictly: what is not in it is an error.
 * `toDsl` is a translation of our own into what Kibana asks Elasticsearch, good for keywords, numbers and dates.
 */
export type Kql =
  | {readonly op: 'and' | 'or'; readonly of: readonly Kql[]}
  | {readonly op: 'not'; readonly of: Kql}
  | {readonly op: 'exists'; readonly field: string}
  | {readonly op: 'is'; readonly field: string; readonly value: string}
  | {readonly op: 'gt' | 'gte' | 'lt' | 'lte'; readonly field: string; readonly value: number}

const TOKEN = /\s*(?:(>=|<=|[><:()])|"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_@.*-]+))/y
const RANGES = {'>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte'} as const

interface Token {
  readonly kind: 'sign' | 'text' | 'word'
  readonly text: string
}

/** Parses a query; undefined for an empty one, which matches all. */
export function parseKql(query: string): Kql | undefined {
  const tokens = tokenize(query)
  if (tokens.length === 0) return undefined
  const reader = new Reader(tokens, query)
  const parsed = reader.readAny()
  reader.end()
  return parsed
}

/** The fields a query speaks of, with what it wants of them. */
export function fieldsOf(
  query: Kql | undefined,
): readonly {readonly field: string; readonly wants: 'value' | 'number'}[] {
  if (query === undefined) return []
  switch (query.op) {
    case 'and':
    case 'or':
      return query.of.flatMap(fieldsOf)
    case 'not':
      return fieldsOf(query.of)
    case 'exists':
    case 'is':
      return [{field: query.field, wants: 'value'}]
    default:
      return [{field: query.field, wants: 'number'}]
  }
}

/** Our translation into Elasticsearch's query language. */
export function toDsl(query: Kql | undefined): object {
  if (query === undefined) return {match_all: {}}
  switch (query.op) {
    case 'and':
      return {bool: {filter: query.of.map(toDsl)}}
    case 'or':
      return {bool: {should: query.of.map(toDsl), minimum_should_match: 1}}
    case 'not':
      return {bool: {must_not: [toDsl(query.of)]}}
    case 'exists':
      return {exists: {field: query.field}}
    case 'is':
      return {match: {[query.field]: query.value}}
    default:
      return {range: {[query.field]: {[query.op]: query.value}}}
  }
}

/** Whether a document, its fields by their full names, is what a query looks for. */
export function isMatch(query: Kql | undefined, document: Readonly<Record<string, unknown>>): boolean {
  if (query === undefined) return true
  switch (query.op) {
    case 'and':
      return query.of.every((one) => isMatch(one, document))
    case 'or':
      return query.of.some((one) => isMatch(one, document))
    case 'not':
      return !isMatch(query.of, document)
    case 'exists':
      return valuesOf(document, query.field).length > 0
    case 'is':
      return valuesOf(document, query.field).some((value) => String(value) === query.value)
    default:
      return valuesOf(document, query.field).some((value) => compare[query.op](Number(value), query.value))
  }
}

const compare = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
} as const

function valuesOf(document: Readonly<Record<string, unknown>>, field: string): readonly unknown[] {
  return [document[field]].flat().filter((value) => value !== undefined && value !== null)
}

function tokenize(query: string): readonly Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const end = query.trimEnd().length
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(query)
    if (!found) throw new Error(`${query}: nothing known at ${at}`)
    const [, sign, text, word] = found
    tokens.push(
      sign === undefined
        ? text === undefined
          ? {kind: 'word', text: word ?? ''}
          : {kind: 'text', text}
        : {kind: 'sign', text: sign},
    )
  }

  return tokens
}

class Reader {
  private at = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly query: string,
  ) {}

  end(): void {
    if (this.at < this.tokens.length) throw this.wrong()
  }

  /** `or` binds less than `and`. */
  readAny(): Kql {
    const of = [this.readAll()]
    while (this.skip('word', 'or')) of.push(this.readAll())
    return only(of) ?? {op: 'or', of}
  }

  private readAll(): Kql {
    const of = [this.readOne()]
    while (this.skip('word', 'and')) of.push(this.readOne())
    return only(of) ?? {op: 'and', of}
  }

  private readOne(): Kql {
    if (this.skip('word', 'not')) return {op: 'not', of: this.readOne()}
    if (this.skip('sign', '(')) return this.closed(this.readAny())
    const field = this.take('word').text
    const sign = this.take('sign').text
    if (sign === ':') return this.readValues(field)
    if (!(sign in RANGES)) throw this.wrong()
    const value = Number(this.take('word').text)
    if (Number.isNaN(value)) throw this.wrong()
    return {op: RANGES[sign as keyof typeof RANGES], field, value}
  }

  private readValues(field: string): Kql {
    if (!this.skip('sign', '(')) return this.readValue(field)
    const of = [this.readValue(field)]
    while (this.skip('word', 'or')) of.push(this.readValue(field))
    return this.closed({op: 'or', of})
  }

  private readValue(field: string): Kql {
    const {kind, text} = this.tokens[this.at] ?? {kind: 'sign', text: ''}
    this.at += 1
    if (kind === 'sign' || (kind === 'word' && ['and', 'or', 'not'].includes(text))) throw this.wrong()
    if (kind === 'word' && text === '*') return {op: 'exists', field}
    if (kind === 'word' && text.includes('*')) throw this.wrong()
    return {op: 'is', field, value: text}
  }

  private closed(inner: Kql): Kql {
    if (!this.skip('sign', ')')) throw this.wrong()
    return inner
  }

  private take(kind: Token['kind']): Token {
    const token = this.tokens[this.at]
    if (token?.kind !== kind) throw this.wrong()
    this.at += 1
    return token
  }

  private skip(kind: Token['kind'], text: string): boolean {
    const token = this.tokens[this.at]
    const isThere = token?.kind === kind && token.text.toLowerCase() === text
    if (isThere) this.at += 1
    return isThere
  }

  private wrong(): Error {
    return new Error(`${this.query}: not understood at token ${this.at + 1}`)
  }
}

function only(of: readonly Kql[]): Kql | undefined {
  return of.length === 1 ? of[0] : undefined
}
