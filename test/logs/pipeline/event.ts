/** An event of Logstash: fields by reference, tags, and texts with fields in them. */
import {clone, type Hash, javaText, Timestamp, type Value} from './values.js'

/** What a step did with an event it should not have: Logstash raises the same. */
export class FieldError extends Error {}

/** One event on its way through the pipeline. */
export class Event {
  readonly metadata: Hash = new Map()
  isDropped = false

  constructor(readonly fields: Hash) {}

  get(reference: string): Value | undefined {
    const [path, key] = this.find(reference)
    const parent = path.reduce<Value | undefined>(child, this.root(reference))
    return parent === undefined ? undefined : child(parent, key)
  }

  has(reference: string): boolean {
    return this.get(reference) !== undefined
  }

  set(reference: string, value: Value): void {
    const [path, key] = this.find(reference)
    let target: Value = this.root(reference)
    for (const step of path) {
      const found = child(target, step)
      if (found === undefined || found === null) {
        const made: Hash = new Map()
        put(target, step, made)
        target = made
      } else target = found
    }
    put(target, key, value)
  }

  /** Takes a field away and returns what it held. */
  remove(reference: string): Value | undefined {
    const found = this.get(reference)
    const [path, key] = this.find(reference)
    if (path.length === 0 && key === '@metadata') this.metadata.clear()
    const parent = path.reduce<Value | undefined>(child, this.root(reference))
    if (parent instanceof Map) parent.delete(key)
    else if (Array.isArray(parent) && found !== undefined) parent.splice(Number(key), 1)
    return found
  }

  tag(tag: string): void {
    const tags = this.get('tags')
    const list = Array.isArray(tags) ? tags : tags === undefined || tags === null ? [] : [tags]
    if (!list.includes(tag)) this.set('tags', [...list, tag])
  }

  /** Replaces `%{field}`; a field that is absent leaves the text as it is. */
  format(template: string): string {
    return template.replace(/%\{([^}]*)\}/g, (whole, reference: string) => {
      if (/^[+{]/.test(reference)) throw new Error(`not modelled: ${whole}`)
      const value = this.get(reference)
      return value === undefined || value === null ? whole : javaText(value)
    })
  }

  private root(reference: string): Hash {
    return isMetadata(reference) ? this.metadata : this.fields
  }

  private find(reference: string): readonly [readonly string[], string] {
    const path = parseReference(reference)
    const below = isMetadata(reference) ? path.slice(1) : path
    const key = below.at(-1)
    if (key === undefined) throw new FieldError(`${reference} as a whole is not modelled`)
    return [below.slice(0, -1), key]
  }
}

const isMetadata = (reference: string) => parseReference(reference)[0] === '@metadata'

const references = new Map<string, readonly string[]>()

/** `[a][b]` or `a`; anything between is refused, as Logstash does. */
export function parseReference(reference: string): readonly string[] {
  const known = references.get(reference)
  if (known) return known
  const parts = [...reference.matchAll(/\[([^[\]]+)\]/g)].map(([, name]) => name as string)
  const isNested = parts.length > 0 && parts.map((name) => `[${name}]`).join('') === reference
  if (!isNested && /[[\]]|^$/.test(reference)) throw new FieldError(`"${reference}" is no reference to a field`)
  const path = isNested ? parts : [reference]
  references.set(reference, path)
  return path
}

function child(parent: Value | undefined, key: string): Value | undefined {
  if (parent instanceof Map) return parent.get(key)
  if (Array.isArray(parent) && /^-?\d+$/.test(key)) return parent.at(Number(key))
  return undefined
}

function put(target: Value, key: string, value: Value): void {
  if (target instanceof Map) target.set(key, value)
  else if (Array.isArray(target) && /^\d+$/.test(key)) target[Number(key)] = value
  else throw new FieldError(`Could not set field '${key}' on a value that is no object`)
}

/** An event of plain data, as JSON.parse gives it. */
export function makeEvent(fields: object, metadata: object = {}): Event {
  const event = new Event(fromPlain(fields) as Hash)
  for (const [key, value] of fromPlain(metadata) as Hash) event.metadata.set(key, value)
  const time = event.get('@timestamp')
  if (typeof time === 'string') event.set('@timestamp', new Timestamp(time))
  return event
}

function fromPlain(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromPlain)
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, one]) => [key, fromPlain(one)]))
  }
  return clone(value as Value)
}
