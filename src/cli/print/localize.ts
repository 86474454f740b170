import type {Lang} from '../../text.js'

/** The same data with every text in one language: the answer under --json. */
export function localize(value: unknown, lang: Lang): unknown {
  if (Array.isArray(value)) return value.map((item) => localize(item, lang))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  if (entries.length === 2 && 'en' in value && 'zh' in value) return value[lang as keyof typeof value]
  return Object.fromEntries(entries.map(([key, inner]) => [key, localize(inner, lang)]))
}
