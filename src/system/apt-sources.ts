/** Reads the host's own package sources, so that no mirror has to be named by opsctl. */
import {existsSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'

/** One source of packages: a line of sources.list, or a stanza of a .sources file. */
export interface AptSource {
  readonly uris: readonly string[]
  readonly suites: readonly string[]
  readonly components: readonly string[]
}

/** Parses the one-line format: `deb [options] URI suite component…`. Sources of source packages are left out. */
export function parseSourcesList(text: string): readonly AptSource[] {
  return text.split('\n').flatMap((line) => {
    const words = line
      .replace(/#.*/, '')
      .replace(/\[[^\]]*\]/, ' ')
      .trim()
      .split(/\s+/)
    const [type, uri, suite, ...components] = words
    if (type !== 'deb' || uri === undefined || suite === undefined) return []
    return [{uris: [uri], suites: [suite], components}]
  })
}

/** Parses the deb822 format: stanzas of `Key: value`, with continuation lines. Disabled stanzas are left out. */
export function parseDeb822(text: string): readonly AptSource[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n\s*\n/)
    .flatMap((stanza) => {
      const field = (name: string) =>
        (new RegExp(`^${name}:((?:.*)(?:\\n[ \\t].*)*)`, 'im').exec(stanza)?.[1] ?? '')
          .trim()
          .split(/\s+/)
          .filter(Boolean)
      if (!field('Types').includes('deb') || field('Enabled').includes('no')) return []
      return [{uris: field('URIs'), suites: field('Suites'), components: field('Components')}]
    })
}

/** The mirror that serves the main archive of a host's release; undefined when the sources don't name one. */
export function pickMirror(sources: readonly AptSource[], codename: string): string | undefined {
  const main = sources.find((source) => source.suites.includes(codename) && source.components.includes('main'))
  return main?.uris.find((uri) => /^https?:\/\//.test(uri))?.replace(/\/$/, '')
}

/** Every package source of this host. */
export async function readAptSources(root = '/etc/apt'): Promise<readonly AptSource[]> {
  const list = join(root, 'sources.list')
  const parts = join(root, 'sources.list.d')
  const files = existsSync(parts) ? (await readdir(parts)).toSorted().map((file) => join(parts, file)) : []
  const sources: AptSource[] = existsSync(list) ? [...parseSourcesList(await readFile(list, 'utf8'))] : []
  for (const file of files) {
    if (file.endsWith('.list')) sources.push(...parseSourcesList(await readFile(file, 'utf8')))
    if (file.endsWith('.sources')) sources.push(...parseDeb822(await readFile(file, 'utf8')))
  }
  return sources
}
