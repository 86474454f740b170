import type {Aggregate} from './aggregate.js'
import {hasAt, NEWLINE, toBytes} from './bytes.js'
import {DockerLines} from './docker.js'
import {LineFeed} from './feed.js'
import type {SourceState} from './source.js'

/** One source that is read bit by bit, in order. */
export interface Feed {
  /** Any part of the source's (decompressed) bytes; a line may be cut anywhere. The bytes may be reused after the call. */
  push(chunk: Uint8Array): void
  /** The source ended: a last line without a newline counts. */
  end(): void
}

const BYTE_ORDER_MARK = new Uint8Array([0xef, 0xbb, 0xbf])
/** Docker's json-file driver always writes this key first. */
const DOCKER = toBytes('{"log":"')
const HEAD = BYTE_ORDER_MARK.length + DOCKER.length

/** Opens a source; whether Docker wrapped its lines is told by its first bytes. */
export function openFeed(aggregate: Aggregate, source: SourceState, nearMs: number): Feed {
  const lines = new LineFeed(aggregate, source, nearMs)
  let docker: DockerLines | undefined
  // A pipe may hand over the first bytes one by one.
  let head: Uint8Array | undefined = new Uint8Array(0)
  const begin = (bytes: Uint8Array) => {
    head = undefined
    const rest = hasAt(bytes, 0, bytes.length, BYTE_ORDER_MARK) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes
    if (isDocker(aggregate, rest)) docker = new DockerLines(lines)
    pass(rest)
  }
  const pass = (bytes: Uint8Array) => (docker ?? lines).push(bytes)
  return {
    push(chunk) {
      source.bytes += chunk.length
      if (head === undefined) pass(chunk)
      else {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
        if (head.length >= HEAD || head.includes(NEWLINE)) begin(head)
        else head = new Uint8Array(head)
      }
    },
    end() {
      if (head !== undefined) begin(head)
      docker?.end()
      lines.end()
    },
  }
}

function isDocker({options}: Aggregate, head: Uint8Array): boolean {
  if (options.layout !== undefined) return options.layout === 'docker'
  return hasAt(head, 0, head.length, DOCKER)
}
