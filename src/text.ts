/** The language of everything a person reads. */
export type Lang = 'en' | 'zh'

/** A sentence in every language opsctl speaks. A missing translation is a compile error. */
export interface Text {
  readonly en: string
  readonly zh: string
}

/** One entry of a message catalogue: fixed, or made from values. */
// biome-ignore lint/suspicious/noExplicitAny: a catalogue mixes functions of different parameters; each call site stays fully typed
export type Message = Text | ((...values: any[]) => Text)

/** Declares a message catalogue; it only checks and infers types. */
export function defineMessages<const Catalogue extends Record<string, Message>>(catalogue: Catalogue): Catalogue {
  return catalogue
}

/** Wraps words that are the same in every language: names, paths, output of other programs. */
export function verbatim(words: string): Text {
  return {en: words, zh: words}
}

/** Picks the language to speak: flag, then OPSCTL_LANG, then the locale, then English. */
export function pickLang(flag: string | undefined, env: Readonly<Record<string, string | undefined>>): Lang {
  const wanted = flag ?? env.OPSCTL_LANG ?? env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? 'en'
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
