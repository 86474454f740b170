/** What the words and numbers for levels mean. */
import {isLetter, toBytes} from './bytes.js'

export const NO_LEVEL = -1
export const TRACE = 0
export const DEBUG = 1
export const INFO = 2
export const WARN = 3
export const ERROR = 4
export const FATAL = 5

const words: Readonly<Record<string, number>> = {
  TRACE,
  TRC: TRACE,
  FINEST: TRACE,
  FINER: TRACE,
  VERBOSE: TRACE,
  SILLY: TRACE,
  DEBUG,
  DBG: DEBUG,
  DEBU: DEBUG,
  DEBUG1: DEBUG,
  DEBUG2: DEBUG,
  DEBUG3: DEBUG,
  DEBUG4: DEBUG,
  DEBUG5: DEBUG,
  FINE: DEBUG,
  CONFIG: DEBUG,
  INFO,
  INF: INFO,
  INFORMATION: INFO,
  INFORMATIONAL: INFO,
  NOTICE: INFO,
  LOG: INFO,
  HINT: INFO,
  DETAIL: INFO,
  STATEMENT: INFO,
  CONTEXT: INFO,
  QUERY: INFO,
  LOCATION: INFO,
  HTTP: INFO,
  WARN,
  WRN: WARN,
  WARNING: WARN,
  ERROR,
  ERR: ERROR,
  ERRO: ERROR,
  SEVERE: ERROR,
  FATAL,
  FTL: FATAL,
  CRITICAL: FATAL,
  CRIT: FATAL,
  PANIC: FATAL,
  DPANIC: FATAL,
  EMERG: FATAL,
  EMERGENCY: FATAL,
  ALERT: FATAL,
}

/** Words that name a level only where one is expected; in free text they are just words. */
const loose = new Set(
  'FINEST FINER FINE SILLY CONFIG LOG HINT DETAIL STATEMENT CONTEXT QUERY LOCATION HTTP DEBU ERRO'.split(' '),
)

const LONGEST = 13
const SLOTS = 512
const slots: (readonly [word: Uint8Array, level: number, isLoose: boolean] | undefined)[] = new Array(SLOTS).fill(
  undefined,
)

for (const [word, level] of Object.entries(words)) {
  const bytes = toBytes(word)
  let slot = hashOf(bytes, 0, bytes.length)
  while (slots[slot]) slot = (slot + 1) % SLOTS
  slots[slot] = [bytes, level, loose.has(word)]
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  for (let i = start; i < end; i++) hash = (hash * 31 + ((bytes[i] as number) & 0xdf)) & 0xffff
  return hash % SLOTS
}

/** The level that a word of any case names, or NO_LEVEL. */
export function levelOfWord(bytes: Uint8Array, start: number, end: number): number {
  return findWord(bytes, start, end)?.[1] ?? NO_LEVEL
}

/** Like levelOfWord, for words at the front of free text. */
export function levelOfFreeWord(bytes: Uint8Array, start: number, end: number): number {
  const entry = findWord(bytes, start, end)
  return entry === undefined || entry[2] ? NO_LEVEL : entry[1]
}

function findWord(bytes: Uint8Array, start: number, end: number): (typeof slots)[number] {
  if (end - start < 3 || end - start > LONGEST) return undefined
  for (let slot = hashOf(bytes, start, end); ; slot = (slot + 1) % SLOTS) {
    const entry = slots[slot]
    if (!entry || isSame(bytes, start, end, entry[0])) return entry
  }
}

function isSame(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (word.length !== end - start) return false
  for (let i = 0; i < word.length; i++) {
    const byte = bytes[start + i] as number
    if ((isLetter(byte) ? byte & 0xdf : byte) !== word[i]) return false
  }
  return true
}

/** pino and bunyan count 10 … 60; syslog's severities go from 0 (worst) to 7. */
export function levelOfNumber(value: number): number {
  if (value >= 10) return value < 70 ? Math.floor(value / 10) - 1 : NO_LEVEL
  return levelOfSeverity(value)
}

/** Of syslog: 0–2 fatal, 3 error, 4 warn, 5–6 info, 7 debug. */
export function levelOfSeverity(severity: number): number {
  if (!(severity >= 0 && severity <= 7)) return NO_LEVEL
  if (severity <= 2) return FATAL
  return [ERROR, WARN, INFO, INFO, DEBUG][severity - 3] ?? NO_LEVEL
}

/** As one letter: klog, glog and Rails. */
export function levelOfLetter(byte: number | undefined): number {
  const index = byte === undefined ? -1 : 'TDIWEF'.indexOf(String.fromCharCode(byte))
  return index < 0 ? NO_LEVEL : index
}
