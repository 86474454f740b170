/** A protocol on the load engine: which bytes ask, and where an answer ends. Knows no socket, no clock and no thread. */
import type {ErrorKind} from '../bench/result.js'

/** One request, ready to be sent. The engine does not change it, so a wire may hand out the same one again. */
export interface WireRequest {
  /** Its place in {@link Wire.names}. */
  readonly kind: number
  /** One character per byte (`latin1`): sockets take that fastest, and requests in a row are joined at no cost. */
  readonly bytes: string
}

/** One protocol with one plan. Each thread has its own. */
export interface Wire {
  /** Kinds of requests, as results name them. */
  readonly names: readonly string[]
  /** Requests that one connection may have unanswered. */
  readonly pipeline: number
  /** A connection serves one request only. */
  readonly isOneShot: boolean
  /** What a fresh connection says before its first request, and how many answers that gets. Any error among them ends the connection. */
  readonly greeting?: {readonly bytes: string; readonly answers: number}
  /** The next request; the same ones in the same order for the same seed. */
  next(): WireRequest
  /** One per connection. */
  openScanner(): Scanner
}

/** The kind that {@link Scanner.scan} is told for answers to a greeting. */
export const GREETING = -1

/** Finds the ends of answers, however the bytes are split. */
export interface Scanner {
  /**
   * Reads on in the answer to a request of a kind. Returns the place behind its last byte, or -1 when all bytes up to `to`
   * were taken and more are needed. The buffer is another one's afterwards, so nothing may keep a view of it.
   */
  scan(buffer: Buffer, from: number, to: number, kind: number): number
  /** The peer closed: whether the answer that was begun is whole by that. */
  end(): boolean
  /** What was wrong with the answer that just ended. */
  readonly error: ErrorKind | undefined
  /** Status of the answer that just ended; 0 where the protocol has none. */
  readonly status: number
  /** After the answer that just ended the connection can't be used again: the peer closes it, or nobody knows where the next one begins. */
  readonly isLast: boolean
  /** One line about the answer that just ended, as an example of an error. */
  describe(): string
}

/** What a wire is made with beside its plan. */
export interface WirePlace {
  readonly seed: number
  /** The thread, of how many: rows and random choices are dealt out among them. */
  readonly thread: number
  readonly threads: number
}
