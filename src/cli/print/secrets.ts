/** What the commands of `secrets` print. Never a value. */
import {secretMessages as say} from '../../messages/secrets.js'
import type {Lang, Text} from '../../text.js'

interface Listed {
  readonly name: string
  readonly purpose: Text
  readonly readers: readonly string[]
  readonly origin: 'generated' | 'derived' | 'file' | 'given'
  readonly exists: boolean
}

/** Two lines per secret: its name, origin and readers, and beneath them what it is for. */
export function formatSecrets(secrets: readonly Listed[], lang: Lang): string {
  const width = Math.max(0, ...secrets.map(({name}) => name.length))
  return secrets
    .map(({name, purpose, readers, origin, exists}) => {
      const state = exists ? say.origin(origin)[lang] : say.notYet[lang]
      const who = readers.length === 0 ? say.nobody[lang] : readers.join(', ')
      return `${name.padEnd(width)}  ${state} → ${who}\n  ${purpose[lang]}`
    })
    .join('\n')
}
