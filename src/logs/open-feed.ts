import type {Aggregate} from './aggregate.js'
import {hasAt, toBytes} from './bytes.js'
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

/** Opens a source; whether Docker wrapped its lines is told by its first bytes. */
export function openFeed(aggregate: Aggregate, source: SourceState, nearMs: number): Feed {
  const lines = new LineFeed(aggregate, source, nearMs)
  let docker: DockerLines | undefined
  let isFirst = true
  return {
    push(chunk) {
      if (chunk.length === 0) return
      source.bytes += chunk.length
      const rest = isFirst && hasAt(chunk, 0, chunk.length, BYTE_ORDER_MARK) ? chunk.subarray(3) : chunk
      if (isFirst && isDocker(aggregate, rest)) docker = new DockerLines(lines)
      isFirst = false
      if (docker) docker.push(rest)
      else lines.push(rest)
    },
    end() {
      docker?.end()
      lines.end()
    },
  }
}

function isDocker({options}: Aggregate, head: Uint8Array): boolean {
  if (options.layout !== undefined) return options.layout === 'docker'
  return hasAt(head, 0, head.length, DOCKER)
}
