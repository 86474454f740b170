/** Access logs of nginx and Apache: common and combined, with a request time at the end if there is one. */
import {findByte, isDigit, isLetter, QUOTE, toNumber} from './bytes.js'
import {NS_PER_S, NS_PER_US, toNs} from './duration.js'
import {keepDuration, keepTime} from './fields.js'
import {type LogRecord, setSpan} from './record.js'
import {clock, readWebTime} from './time.js'

/** Address, identity and user stand before the time. */
const LONGEST_FRONT = 300
const SPACE = 32

export function readAccess(record: LogRecord, bytes: Uint8Array, start: number, end: number): boolean {
  const open = findByte(bytes, start, Math.min(end, start + LONGEST_FRONT), 91)
  if (open < 0 || !readWebTime(bytes, open + 1, end)) return false
  const afterTime = findByte(bytes, clock.end, end, QUOTE)
  if (afterTime < 0 || afterTime > clock.end + 3) return false
  keepTime(record, true)
  const closing = closeQuote(bytes, afterTime + 1, end)
  const status = closing + 2
  if (closing < 0 || !isDigit(bytes[status])) return false
  readRequest(record, bytes, afterTime + 1, closing)
  const client = findByte(bytes, start, open, SPACE)
  setSpan(record.client, start, client < 0 ? open : client)
  record.status = toNumber(bytes, status, wordEnd(bytes, status, end))
  readTail(record, bytes, wordEnd(bytes, status, end), end)
  setSpan(record.message, afterTime + 1, wordEnd(bytes, status, end))
  record.layout = 'access'
  return record.status >= 100 && record.status <= 599
}

function wordEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== SPACE) at++
  return at
}

/** Servers write a quote inside quotes as \" or \x22. */
function closeQuote(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) {
    if (bytes[at] === 92) at++
    else if (bytes[at] === QUOTE) return at
  }
  return -1
}

/** `GET /path HTTP/1.1`; garbage of port scanners stays out. */
function readRequest(record: LogRecord, bytes: Uint8Array, start: number, end: number): void {
  const method = wordEnd(bytes, start, end)
  for (let at = start; at < method; at++) if (!isLetter(bytes[at])) return
  if (method === start || method >= end) return
  setSpan(record.method, start, method)
  setSpan(record.path, method + 1, wordEnd(bytes, method + 1, end))
}

/** ` 512 "referer" "agent" 0.012`: size, two texts, then often seconds. */
function readTail(record: LogRecord, bytes: Uint8Array, start: number, end: number): void {
  let at = wordEnd(bytes, start + 1, end)
  for (let quoted = 0; at + 1 < end && bytes[at + 1] === QUOTE; quoted++) {
    const close = closeQuote(bytes, at + 2, end)
    if (close < 0) return
    if (quoted === 1 && !(close === at + 3 && bytes[at + 2] === 45)) setSpan(record.agent, at + 2, close)
    at = close + 1
  }
  const stop = wordEnd(bytes, at + 1, end)
  if (at + 1 >= stop || !isDigit(bytes[at + 1])) return
  // nginx' $request_time is seconds with a fraction, Apache's %D whole microseconds.
  const unit = findByte(bytes, at + 1, stop, 46) > 0 ? NS_PER_S : NS_PER_US
  keepDuration(record, toNs(toNumber(bytes, at + 1, stop), unit))
}
