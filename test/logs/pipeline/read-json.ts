/**
 * Reads JSON as JrJackson does for Logstash: whole numbers of any size, fractions as BigDecimal, and of several values one
 * after the other the last.
 */
import {Decimal, type Hash, type Value} from './values.js'

interface Cursor {
  readonly text: string
  at: number
}

/** Throws a SyntaxError where the text is no JSON. */
export function readJson(text: string): Value {
  const cursor: Cursor = {text, at: 0}
  let value: Value = null
  skip(cursor)
  while (cursor.at < text.length) {
    value = readValue(cursor)
    skip(cursor)
  }
  return value
}

const fault = ({at}: Cursor) => new SyntaxError(`no JSON at ${at}`)

function skip(cursor: Cursor): void {
  while (/[ \t\r\n]/.test(cursor.text[cursor.at] ?? '')) cursor.at++
}

function readValue(cursor: Cursor): Value {
  skip(cursor)
  const char = cursor.text[cursor.at]
  if (char === '{') return readObject(cursor)
  if (char === '[') return readList(cursor)
  if (char === '"') return readText(cursor)
  const word = /(?:true|false|null)\b/y
  word.lastIndex = cursor.at
  const found = word.exec(cursor.text)?.[0]
  if (found === undefined) return readNumber(cursor)
  cursor.at += found.length
  return JSON.parse(found)
}

function readNumber(cursor: Cursor): Value {
  const pattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
  pattern.lastIndex = cursor.at
  const found = pattern.exec(cursor.text)
  if (!found) throw fault(cursor)
  cursor.at += found[0].length
  if (found[1] !== undefined || found[2] !== undefined) return new Decimal(Number(found[0]), true)
  const number = Number(found[0])
  return Number.isSafeInteger(number) ? number : BigInt(found[0])
}

function readText(cursor: Cursor): string {
  let end = cursor.at + 1
  while (cursor.text[end] !== '"') {
    if (end >= cursor.text.length) throw fault(cursor)
    end += cursor.text[end] === '\\' ? 2 : 1
  }
  const text = JSON.parse(cursor.text.slice(cursor.at, end + 1))
  cursor.at = end + 1
  return text
}

function readObject(cursor: Cursor): Hash {
  const hash: Hash = new Map()
  cursor.at++
  skip(cursor)
  while (cursor.text[cursor.at] !== '}') {
    if (hash.size > 0) expect(cursor, ',')
    skip(cursor)
    if (cursor.text[cursor.at] !== '"') throw fault(cursor)
    const key = readText(cursor)
    expect(cursor, ':')
    hash.set(key, readValue(cursor))
    skip(cursor)
  }
  cursor.at++
  return hash
}

function readList(cursor: Cursor): Value[] {
  const list: Value[] = []
  cursor.at++
  skip(cursor)
  while (cursor.text[cursor.at] !== ']') {
    if (list.length > 0) expect(cursor, ',')
    list.push(readValue(cursor))
    skip(cursor)
  }
  cursor.at++
  return list
}

function expect(cursor: Cursor, char: string): void {
  skip(cursor)
  if (cursor.text[cursor.at] !== char) throw fault(cursor)
  cursor.at++
}
