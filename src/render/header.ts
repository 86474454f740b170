/** The first line of every generated file. */

/** How a comment starts, by suffix or by whole name; undefined where the format has none. */
const COMMENTS: Readonly<Record<string, string | undefined>> = {
  yaml: '#',
  yml: '#',
  conf: '#',
  cfg: '#',
  env: '#',
  sh: '#',
  toml: '#',
  map: '#',
  mtail: '#',
  rules: '#',
  txt: '#',
  options: '#',
  properties: '#',
  users_roles: '#',
  Caddyfile: '#',
  Dockerfile: '#',
  sql: '--',
  lua: '--',
  js: '//',
  json: undefined,
  ndjson: undefined,
  http: undefined,
  html: undefined,
  tmpl: undefined,
}

/** Puts the header on a file, after a shebang; a source other than opsctl.yaml is named. A format without comments gets none. */
export function withHeader(path: string, content: string, source = 'opsctl.yaml'): string {
  const start = commentOf(path)
  if (start === undefined) return content
  const header = `${start} Written by opsctl from ${source}. Edit that, then run opsctl render.\n`
  const end = content.startsWith('#!') ? content.indexOf('\n') + 1 : 0
  // Further down it may be the header of a file that this one holds.
  if (content.startsWith(header, end)) return content
  return content.slice(0, end) + header + content.slice(end)
}

function commentOf(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const suffix = name.slice(name.lastIndexOf('.') + 1)
  if (!Object.hasOwn(COMMENTS, suffix))
    throw new Error(`${path}: say in src/render/header.ts how a comment of it starts`)
  return COMMENTS[suffix]
}
