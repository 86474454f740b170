/** How a wrong value is shown, and what it was probably meant to be. */
import {domainToASCII} from 'node:url'

import {specMessages} from '../messages/spec.js'
import {findNearest} from '../nearest.js'
import type {Text} from '../text.js'
import type {KeyNode} from './key-tree.js'
import type {KeyPath} from './path.js'
import {isSecretName, looksSecret} from './secret-words.js'
import {guessDuration, guessSize} from './units.js'

const MAX_SHOWN = 40

/** A value as it may be repeated: short, on one line, and never one that could be a secret. */
export function shown(value: unknown, written: string, path: KeyPath): string {
  if (Array.isArray(value)) return '[…]'
  if (typeof value === 'object') return '{…}'
  if (path.some((part) => typeof part === 'string' && isSecretName(part)) || looksSecret(String(value))) {
    return specMessages.hidden.en
  }

  return typeof value === 'string' ? JSON.stringify(shortened(value)) : shortened(written || String(value))
}

/** Cuts a text that would fill the screen. */
export function shortened(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

const WORDS_OF_SWITCH: Readonly<Record<string, string>> = {
  yes: 'true',
  on: 'true',
  y: 'true',
  '1': 'true',
  no: 'false',
  off: 'false',
  n: 'false',
  '0': 'false',
}

/** The way from what is written to what was meant, or undefined when there is no telling. */
export function hintFor(node: KeyNode | undefined, value: unknown, written: string, path: KeyPath): Text | undefined {
  if (!node || typeof value === 'object') return undefined
  if (isHidden(value, path)) return undefined
  if (node.kind === 'size' || node.kind === 'duration') return guessOf(node, written)
  if (node.kind === 'choice' && typeof value !== 'string' && node.choices.includes(written)) {
    return specMessages.putQuotes(written)
  }

  if (node.kind === 'text' && typeof value !== 'string') return specMessages.putQuotes(shortened(written))
  if ((node.kind === 'whole' || node.kind === 'number') && isNumeric(value))
    return specMessages.dropQuotes(String(value))
  return guessText(node, String(value))
}

function isHidden(value: unknown, path: KeyPath): boolean {
  return shown(value, '', path) === specMessages.hidden.en
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'string' && /^[1-9]\d{0,9}(\.\d+)?$/.test(value)
}

function guessOf(node: KeyNode, written: string): Text | undefined {
  const guess = node.kind === 'size' ? guessSize(written) : guessDuration(written)
  return guess === undefined || guess === written ? undefined : maybe(node, guess)
}

/** A guess is only worth saying if the key takes it. */
function maybe(node: KeyNode, guess: string): Text | undefined {
  return node.schema.safeParse(guess).success ? specMessages.didYouMean(guess) : undefined
}

/** {@link hintFor} for a text, a choice or a switch. */
export function guessText(node: KeyNode | undefined, typed: string): Text | undefined {
  if (!node) return undefined
  if (node.kind === 'switch') {
    const word = WORDS_OF_SWITCH[typed.toLowerCase()]
    return word === undefined ? undefined : specMessages.didYouMean(word)
  }

  if (node.kind === 'choice') {
    const guess = findNearest(typed, node.choices.map(String))
    return guess === undefined ? undefined : specMessages.didYouMean(guess)
  }

  if (node.kind !== 'text') return undefined
  if (node.code === 'hostname') return hostnameHint(node, typed)
  const guess = tidied(typed, node.code)
  return guess === typed ? undefined : maybe(node, guess)
}

/** The name with its forbidden characters replaced. */
function tidied(typed: string, code: string | undefined): string {
  if (code === 'env-name') return typed.toUpperCase().replace(/[^A-Z0-9_]+/g, '_')
  if (code === 'url-path') return typed.startsWith('/') ? typed : `/${typed}`
  if (code === 'pg-name') return typed.toLowerCase().replace(/[^a-z0-9_]+/g, '_')
  return toName(typed)
}

/** Turns any text into a name of the kind that projects and apps have; may be empty. */
export function toName(typed: string): string {
  return typed
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '')
}

function hostnameHint(node: KeyNode, typed: string): Text | undefined {
  const ascii = domainToASCII(typed.replace(/\.$/, ''))
  if (ascii === '' || ascii === typed || !node.schema.safeParse(ascii).success) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: outside ASCII is the question
  return /[^\u0000-\u007f]/.test(typed) ? specMessages.punycode(ascii) : specMessages.didYouMean(ascii)
}
