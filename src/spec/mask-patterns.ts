/**
 * Secrets as they appear in log lines: what `logs.mask` knows by name. A pattern has one capture group, which is kept;
 * what it matches after that becomes `[masked]`. Patterns use only what Oniguruma (Logstash), RE2-like engines (Filebeat)
 * and JavaScript read alike: no look-around, no back-references, no flags. Each begins with a fixed text: one that may
 * begin at any letter is tried anew at every letter of a line of a megabyte, which takes hours.
 */

/** One kind of secret. */
export interface MaskPattern {
  readonly name: string
  readonly pattern: string
}

/** What stands for a secret in a stored line. */
export const MASKED = '[masked]'

const WORD = '[Pp][Aa][Ss][Ss](?:[Ww][Oo]?[Rr]?[Dd]|[Pp]hrase)|pwd|PWD'
const TOKEN = '[Tt]oken|[Ss]ecret|[Aa]pi[_-]?[Kk]ey|[Aa]ccess[_-]?[Kk]ey|[Pp]rivate[_-]?[Kk]ey|[Cc]redential'

/** `DB_PASSWORD=`, `apiKey: `, `?access_token=`; a bare value in JSON is none of these, as a mask would break the JSON. */
const plain = (names: string) => `((?:${names})s?\\s*[:=]\\s*)[^\\s"'\\\\,;&)}\\]{\\[]+`

/** `"db_password": "`, also within an escaped text; the quote stays, so that JSON is still JSON. */
const quoted = (names: string) => `((?:${names})s?\\\\*["']?\\s*[:=]\\s*\\\\*["'])[^"'\\\\]+`

/** Every kind by name, in the order in which they are looked for. */
export const maskPatterns: readonly MaskPattern[] = [
  {name: 'private-key', pattern: '(-----BEGIN [A-Z ]*PRIVATE KEY-----)[A-Za-z0-9+/=\\s\\\\]+'},
  {name: 'authorization', pattern: '([Aa]uthorization["\']?\\s*[:=]\\s*\\[?["\']?(?:[A-Za-z]+\\s+)?)[^\\s"\',\\]}]+'},
  {name: 'bearer', pattern: '([Bb]earer\\s+)[A-Za-z0-9._~+/=-]{8,}'},
  {
    name: 'cookie',
    pattern: '((?:[Ss]et-)?[Cc]ookie["\']?\\s*[:=]\\s*\\[?["\']?)[^"\'\\]\\s;]+(?:;\\s*[^"\'\\]\\s;]+)*',
  },
  {name: 'jwt', pattern: '()\\beyJ[A-Za-z0-9_-]{8,1000}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*'},
  {name: 'url-password', pattern: '(://[^\\s:/@]*:)[^\\s/@]+@'},
  {name: 'cloud-key', pattern: '()(?:AKIA|ASIA)[A-Z0-9]{16}'},
  {name: 'password', pattern: plain(WORD)},
  {name: 'password-quoted', pattern: quoted(WORD)},
  {name: 'token', pattern: plain(TOKEN)},
  {name: 'token-quoted', pattern: quoted(TOKEN)},
]

/** Names that may stand in `logs.mask`. */
export const maskNames: readonly string[] = maskPatterns.map(({name}) => name)
