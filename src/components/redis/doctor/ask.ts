/** Sends many commands to Redis in one go, and tells their answers apart. */
import {randomUUID} from 'node:crypto'

import type {Access} from '../../component.js'
import {passwordOf, type UserId} from '../acl.js'

/** Name of the connections of opsctl, by which their own commands are left out of what they find. */
export const CLIENT_NAME = 'opsctl'

const TIMEOUT_MS = 15_000

/** Seconds that the server may be silent. It is measured in the container: a busy host is no silent server. */
export const SERVER_S = 3

/** The answer to one command: JSON of redis-cli, plain lines of INFO and of prose, or what Redis said in place of one. */
export interface Reply {
  readonly text: string
  /** The error, as Redis words it. */
  readonly error?: string
}

/** A word of a command in redis-cli's own quotes: any bytes, on one line. */
export function quote(word: string): string {
  const bytes = [...Buffer.from(word, 'utf8')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
  return /^[\w:.*|-]+$/.test(word) ? word : `"${bytes.join('')}"`
}

/** Tries the log-in of another user of opsctl, and comes back as admin: not every user may send the mark behind an answer. */
export async function tryLogin(access: Access, user: UserId): Promise<string> {
  const logins = [user, 'admin'] as const
  return (await Promise.all(logins.map(async (id) => `AUTH ${id} ${quote(await access.secret(passwordOf(id)))}`))).join(
    '\n',
  )
}

/**
 * Runs commands, one a line, as user admin in one process, and returns an answer to each. Where Redis lets nobody in
 * there is one answer only: the refusal. Where it does not answer in time there is none.
 */
export async function askServer(access: Access, commands: readonly string[]): Promise<readonly Reply[]> {
  const mark = randomUUID()
  const lines = [`CLIENT SETNAME ${CLIENT_NAME}`, ...commands].flatMap((command) => [command, `ECHO ${mark}`])
  // By the loopback: protected mode lets nobody else in once a user without a password is about.
  // `read` takes one line and leaves the rest of stdin to redis-cli, which reads the password from its environment.
  const script = `IFS= read -r REDISCLI_AUTH; export REDISCLI_AUTH; exec timeout ${SERVER_S} redis-cli --json -2 -h 127.0.0.1 --user "$0"`
  const password = await access.secret(passwordOf('admin'))
  const stdin = `${[password, ...lines].join('\n')}\n`
  const answer = await access.instance('redis').exec(['sh', '-c', script, 'admin'], {stdin, timeoutMs: TIMEOUT_MS})
  // What ends a process in time answers 124, or as the signal that it sends.
  if ([124, 143].includes(answer.exitCode)) return []
  const printed = `${answer.stdout}\n${answer.stderr}`
  const [, ...replies] = splitReplies(printed, mark)
  return replies.length === commands.length ? replies : [{text: '', error: refusalIn(printed)}]
}

/** Cuts what redis-cli printed at the marks. */
export function splitReplies(printed: string, mark: string): readonly Reply[] {
  return printed.split(`"${mark}"\n`).slice(0, -1).map(readReply)
}

function readReply(part: string): Reply {
  const text = part.trim()
  const refused = /^error:"(.*)"$/.exec(text.split('\n', 1)[0] ?? '')
  return refused ? {text: '', error: refused[1] ?? ''} : {text}
}

function refusalIn(printed: string): string {
  const lines = printed.split('\n').filter((line) => line.trim() !== '')
  const login = lines.find((line) => line.startsWith('AUTH failed: '))
  const first = login?.replace('AUTH failed: ', '') ?? lines[0] ?? 'no answer'
  return first.replace(/^error:"(.*)"$/, '$1').slice(0, 300)
}
