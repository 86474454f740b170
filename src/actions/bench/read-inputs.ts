/** Files that a person gives to a load test: authority, log-in, body, rows, scenario. */
import {X509Certificate} from 'node:crypto'

import {type DataRows, parseRows} from '../../bench/scenario-data.js'
import {OpsError, type Problem} from '../../errors.js'
import {benchHttpMessages as say} from '../../messages/bench-http.js'
import {placeFinder} from '../../spec/place.js'
import {decodeText} from '../../spec/read-text.js'
import {readSmallFile, type SmallFile} from '../../system/read-small-file.js'
import {hideSecret} from '../../system/redact.js'
import {verbatim} from '../../text.js'

const MAX_BYTES = 32 * 1024 ** 2
const SCHEME = /^(Basic|Bearer|Token|ApiKey) \S+$/i

/** The text of a file. `flag` is what named it. Throws OPS_BENCH_FILE. */
export async function readText(path: string, flag: string): Promise<string> {
  const file = await readSmallFile(path, MAX_BYTES)
  if ('failure' in file) throw badFile(path, flag, file)
  const decoded = decodeText(file.bytes)
  if ('text' in decoded) return decoded.text
  const place = placeFinder(file.bytes.toString('utf8'))(decoded.problem.offset)
  throw wrongFile(flag, path, [{file: path, ...place, message: decoded.problem.message}])
}

/** PEM of an authority. Throws OPS_BENCH_FILE when it is none. */
export async function readAuthority(path: string): Promise<string> {
  const pem = await readText(path, 'ca')
  try {
    new X509Certificate(pem)
    return pem
  } catch {
    throw wrongFile('ca', path, [{file: path, message: say.noCertificate}])
  }
}

/** The Authorization header of a log-in, from a file or else from the environment; none when neither has it. */
export async function readLogin(path: string | undefined): Promise<Readonly<Record<string, string>>> {
  const written = path === undefined ? process.env.OPSCTL_BENCH_AUTH : await readText(path, 'auth-file')
  if (written === undefined) return {}
  const login = written.replace(/\r?\n$/, '')
  if (SCHEME.test(login)) return authorization(login)
  if (/^[^:\r\n]+:[^\r\n]+$/.test(login)) return basicAuth(login)
  throw new OpsError({
    code: 'OPS_BENCH_AUTH',
    kind: 'usage',
    message: say.badLogin(path ?? 'OPSCTL_BENCH_AUTH'),
    suggestions: [say.loginForm],
  })
}

/** The header of basic authentication for `user:password`, hidden from all output. */
export function basicAuth(login: string): Readonly<Record<string, string>> {
  hideSecret(login.slice(login.indexOf(':') + 1))
  return authorization(`Basic ${Buffer.from(login).toString('base64')}`)
}

/** Rows of a CSV file, or the lines of any other as `{line}`. Throws OPS_BENCH_FILE naming the line. */
export async function readRows(path: string, flag: string): Promise<DataRows> {
  const {rows, problems} = parseRows(await readText(path, flag), path)
  if (problems.length > 0) throw wrongFile(flag, path, problems)
  return rows
}

function authorization(value: string): Readonly<Record<string, string>> {
  hideSecret(value.slice(value.indexOf(' ') + 1))
  return {Authorization: value}
}

function badFile(path: string, flag: string, {failure, cause}: Extract<SmallFile, {failure: string}>): OpsError {
  const why = {
    missing: say.fileMissing,
    'not-a-file': say.notAFile,
    unreadable: say.fileUnreadable,
    'too-big': say.fileTooBig,
  }[failure]
  return wrongFile(flag, path, [{file: path, message: why}], cause)
}

function wrongFile(flag: string, path: string, problems: readonly Problem[], cause?: unknown): OpsError {
  return new OpsError({
    code: 'OPS_BENCH_FILE',
    kind: 'usage',
    message: say.badFile(flag, path),
    suggestions: [verbatim(`ls -l ${path}`)],
    problems,
    ...(cause === undefined ? {} : {cause}),
  })
}
