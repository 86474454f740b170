import {readdirSync, readFileSync} from 'node:fs'
import {readdir, readFile} from 'node:fs/promises'
import {join, relative} from 'node:path'
import {load} from 'js-yaml'

import {listAlertFiles} from '../../src/alerts/catalogue.js'
import {shippedRules} from '../../src/alerts/shipped-rules.js'
import type {DeployFile} from '../../src/render/config-hash.js'
import {withHeader} from '../../src/render/header.js'
import {chartFiles} from '../../src/render/helm/chart.js'
import {withoutComments} from '../../src/render/without-comments.js'
import {toYaml} from '../../src/render/yaml.js'

/** Every file under a folder, path → content, sorted; empty when there is no folder. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => [])
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const pairs = await Promise.all(
    paths.toSorted().map(async (path) => [relative(folder, path), await readFile(path, 'utf8')] as const),
  )
  return Object.fromEntries(pairs)
}

/** What stands in a golden folder for a file that is made of data that ships alone, whose own tests judge its content. */
export const AS_SHIPPED = 'as shipped\n'

const templates = new URL('../../templates', import.meta.url).pathname

/** The same for a program: it says which, since a stack has several of one name. */
const asProgram = (template: string) => `as shipped: templates/${template}\n`

/** Whether a file of a golden folder only says that it is a copy. */
export function standsForShipped(content: string): boolean {
  return content === AS_SHIPPED || content.startsWith('as shipped: ')
}

/** What stands in values.yaml for a file that lies beside it. */
const AS_BESIDE = 'as the file of this name'

/** The values of the chart without the files that lie beside them. */
function withoutFiles(content: string, files: ReadonlyMap<string, string>): string {
  const values = load(content) as {readonly files: Readonly<Record<string, string>>}
  const named = Object.entries(values.files).map(([path, text]) => [path, files.get(path) === text ? AS_BESIDE : text])
  return withHeader('values.yaml', toYaml({...values, files: Object.fromEntries(named)}))
}

/** The files of a stack as a golden folder holds them. */
export function withoutShipped<File extends {readonly path: string; readonly content: string}>(
  files: readonly File[],
): readonly File[] {
  const rules = new Set(listAlertFiles().map((file) => withHeader('rules.yaml', shippedRules(file))))
  const programs = new Map(
    readdirSync(templates, {recursive: true, encoding: 'utf8'})
      .filter((path) => path.endsWith('.js'))
      .map((path) => [
        withHeader(path, withoutComments(path, readFileSync(join(templates, path), 'utf8'))),
        asProgram(path),
      ]),
  )
  const isData = ({path, content}: File) =>
    rules.has(content) ||
    path === 'prometheus/config/consoles/runbooks.html' ||
    path.startsWith('grafana/config/dashboards/')
  const charts = new Map(chartFiles().map(({path, content}) => [path, content]))
  const all = new Map(files.map(({path, content}) => [path, content]))
  return files.map((file) => {
    const isShipped = isData(file) || charts.get(file.path) === file.content
    const content = file.path === 'values.yaml' ? withoutFiles(file.content, all) : file.content
    return {...file, content: isShipped ? AS_SHIPPED : (programs.get(content) ?? content)}
  })
}

/** Two renders of a stack of this many files: some change, some go, some come, some stay, in folders that come and go. */
export function twoRenders(count: number): {
  readonly before: readonly DeployFile[]
  readonly after: readonly DeployFile[]
} {
  const file = (path: string, version: string): DeployFile => ({
    path,
    content: `# ${path} ${version}\n${`${version} `.repeat(400)}\n`,
    reload: 'gateway',
  })
  const numbers = Array.from({length: count}, (_, index) => index)
  return {
    before: [
      ...numbers.map((n) => file(`part-${n % 4}/config/file-${n}.conf`, n % 5 === 0 ? 'same' : 'old')),
      file('gone/config/deep/only.conf', 'old'),
    ],
    after: [
      ...numbers
        .filter((n) => n % 7 !== 3)
        .map((n) => file(`part-${n % 4}/config/file-${n}.conf`, n % 5 === 0 ? 'same' : 'new')),
      file('fresh/config/deep/only.conf', 'new'),
    ],
  }
}
