/** Recognises what should be a secret, by its name and by its looks. Values are judged here, never repeated. */

const SECRET_NAME =
  /(PASSWORDS?|PASSWD|(^|_)(PASS|PASSPHRASE|PWD|SECRETS?|TOKENS?|CREDENTIALS?|KEY|(API|ACCESS|SECRET|AUTH)KEY))$/
const HARMLESS_NAME = /(^|_)PUBLIC_KEY$/
const HARMLESS_VALUE = /^(\/run\/secrets\/\S*|true|false|\d{1,6}|)$/
const LOOKS = [
  /:\/\/[^/\s:@]*:[^/\s@]+@/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\b(ghp|gho|ghs|ghu)_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\b[sr]k_(live|test)_[A-Za-z0-9]{10,}/,
  /\b(password|passwd|pwd)\s*=\s*[^\s;]+/i,
]

const WEAK = new Set(
  'admin changeme changeit default elastic example grafana guest password postgres redis root secret test user your-password'.split(
    ' ',
  ),
)

/** Whether a name says that its value is a secret: `DB_PASSWORD`, `apiKey`, `stripe-token`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/-/g, '_')
    .toUpperCase()
  return SECRET_NAME.test(words) && !HARMLESS_NAME.test(words)
}

/** Whether a value looks like a secret wherever it stands: a URL with a password, a private key, a known token. */
export function looksSecret(value: string): boolean {
  return LOOKS.some((look) => look.test(value))
}

/** Whether a value under a secret's name is no secret after all: a path of a secret, a switch, a count. */
export function isHarmless(value: string): boolean {
  return HARMLESS_VALUE.test(value)
}

/** Whether a password is one that everybody tries first. */
export function isWeak(value: string): boolean {
  const plain = value.toLowerCase().replace(/[\d!@#$%]+$/, '')
  return value.length < 8 || WEAK.has(value.toLowerCase()) || WEAK.has(plain)
}
