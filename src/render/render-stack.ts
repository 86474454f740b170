/** Stack and overlay → every file under `deploy/`. Pure: the same input gives the same bytes, whoever runs it where. */
import {load} from 'js-yaml'

import {alertFilesOf, isAlertFile, ruleFilesOf} from '../alerts/catalogue.js'
import {compactRules} from '../alerts/compact-rules.js'
import {applyOverrides} from '../alerts/overrides.js'
import {runbooksPage} from '../alerts/runbooks-page.js'
import {shippedRules} from '../alerts/shipped-rules.js'
import {sloRules} from '../alerts/slo.js'
import type {Component, RenderContext, RenderedFile, ScrapeJob, ServiceSpec, Stack} from '../components/component.js'
import {components} from '../components/registry.js'
import {buildDashboard} from '../dashboards/build.js'
import {readDashboard} from '../dashboards/source.js'
import {renderMessages as say} from '../messages/render.js'
import {readShipped} from '../shipped.js'
import {listBindings} from '../spec/secrets.js'
import {checkFiles, checkServices} from './check-services.js'
import {toCompose} from './compose.js'
import {DEPLOY_DIR, PROJECT_DIR} from './compose-files.js'
import {configFolders, configHash, type DeployFile, fixedConfigHash} from './config-hash.js'
import {renderTemplate} from './engine.js'
import {withHeader} from './header.js'
import {chartFiles} from './helm/chart.js'
import type {ChartValues} from './helm/chart-values.js'
import {checkOverlayValues} from './helm/overlay-values.js'
import {toChartValues} from './helm/to-values.js'
import {type Overlay, overlayError} from './overlay.js'
import {slimDashboard} from './slim-dashboard.js'
import {withoutComments} from './without-comments.js'
import {toYaml} from './yaml.js'

/** One enabled component with what it asks for. */
interface Room {
  readonly component: Component
  readonly services: readonly ServiceSpec[]
}

interface OwnedFile extends RenderedFile {
  /** Component id, or `overlay`. */
  readonly owner: string
}

const PROMETHEUS = 'prometheus/config'

/** Renders a stack, sorted by path. Throws OPS_OVERLAY_INVALID for what of the overlay does not go with the stack, as a job with the name of one of ours. */
export function renderStack(stack: Stack, overlay: Overlay): readonly DeployFile[] {
  const {rooms, files} = renderConfigs(stack, overlay)
  const rest =
    stack.target === 'helm'
      ? helmFiles(toChartValues(chartInput(stack, overlay, rooms, files)), overlay)
      : composeFilesOf(rooms, stack, files)
  checkFiles([...files, ...rest])
  return [...files, ...rest]
    .map(({path, content, mode, reload}: DeployFile) => ({path, content, ...(mode && {mode}), ...(reload && {reload})}))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** What `deploy/values.yaml` says, whatever the target of the stack. */
export function renderValues(stack: Stack, overlay: Overlay): ChartValues {
  const {rooms, files} = renderConfigs(stack, overlay)
  return toChartValues(chartInput(stack, overlay, rooms, files))
}

/** The native configuration, which is the same on every target. */
function renderConfigs(
  stack: Stack,
  overlay: Overlay,
): {readonly rooms: readonly Room[]; readonly files: readonly (OwnedFile & DeployFile)[]} {
  const context: RenderContext = {stack, template: renderTemplate, bindings: listBindings(stack)}
  const rooms = components
    .filter((component) => component.isEnabled(stack))
    .map((component): Room => ({component, services: component.services(context)}))
  const services = rooms.flatMap((room) => room.services)
  checkServices(services)

  const native = rooms.flatMap(({component}) => ownFiles(component, component.files?.(context) ?? []))
  const joined = [
    ...(stack.prometheus.enabled ? contributions(rooms, stack, overlay) : []),
    ...(stack.grafana.enabled ? dashboards(rooms, stack, overlay) : []),
    ...(stack.logstash.enabled ? stages(overlay) : []),
  ]
  const configs = markReloads([...native, ...joined], rooms)
  const stamps = rooms.flatMap(({component}) => {
    const hash = configHash(configs, component.id)
    return hash === undefined ? [] : ownFiles(component, component.stamp?.(hash, stack) ?? [])
  })
  const files = [...configs, ...stamps]
  for (const service of services) checkMounts(service, files)
  return {rooms, files}
}

function chartInput(
  stack: Stack,
  overlay: Overlay,
  rooms: readonly Room[],
  files: readonly DeployFile[],
): Parameters<typeof toChartValues>[0] {
  const bindings = listBindings(stack)
  const jobs = rooms.flatMap(({component}) => component.scrape?.(stack) ?? [])
  return {
    stack,
    rooms,
    files,
    jobs: stack.prometheus.enabled ? [...jobs, ...overlay.scrape.flatMap(({content}) => readJobs(content))] : [],
    // Nobody but the person knows where the targets of these jobs are.
    callOut: overlay.scrape.length > 0 ? ['prometheus'] : [],
    secrets: rooms.flatMap(({component}) =>
      (component.secrets?.(stack, bindings) ?? []).map(({name}) => ({name, component: component.id})),
    ),
  }
}

/** The jobs of a file that was judged when it was read. */
function readJobs(content: string): readonly ScrapeJob[] {
  const {scrape_configs: jobs} = (load(content) ?? {}) as {readonly scrape_configs?: readonly ScrapeJob[] | null}
  return jobs ?? []
}

function helmFiles(values: ChartValues, overlay: Overlay): readonly OwnedFile[] {
  const problems = overlay.values ? checkOverlayValues(overlay.values, values) : []
  if (problems.length > 0) throw overlayError(problems)
  const content = withHeader('values.yaml', toYaml(values))
  return [...chartFiles(), {path: 'values.yaml', content}].map((file) => ({...file, owner: 'chart'}))
}

function ownFiles({id}: Component, files: readonly RenderedFile[]): readonly OwnedFile[] {
  return files.map((file) => {
    if (!file.path.startsWith(`${id}/`)) throw new Error(`${id} writes to ${file.path}, outside of its folder`)
    return {...file, content: withHeader(file.path, withoutComments(file.path, file.content)), owner: id}
  })
}

/** What Prometheus reads of every other component and of the person, one file each: its own globs join them. */
function contributions(rooms: readonly Room[], stack: Stack, overlay: Overlay): readonly OwnedFile[] {
  const jobs = rooms.map(({component}) => ({id: component.id, jobs: component.scrape?.(stack) ?? []}))
  checkJobs(
    jobs.flatMap((room) => room.jobs),
    overlay,
  )
  const scrapes = jobs
    .filter((room) => room.jobs.length > 0)
    .map((room) => contribution(room.id, `scrape.d/${room.id}.yaml`, toYaml({scrape_configs: room.jobs})))
  const rules = rooms.flatMap(({component}) =>
    ruleFilesOf(component, stack).map((path) => {
      const text = isAlertFile(path) ? alertRules(path, stack) : renderTemplate(path)
      return contribution(component.id, `rules.d/${ruleFileName(path)}`, text)
    }),
  )
  const own = (['rules', 'scrape'] as const).flatMap((kind) =>
    overlay[kind].map(({stem, source, content}) =>
      contribution('overlay', `${kind}.d/overlay-${stem}.yaml`, content, source),
    ),
  )
  const slo = sloRules(stack)
  const objectives = slo.length === 0 ? [] : [contribution('prometheus', 'rules.d/slo.yaml', toYaml({groups: slo}))]
  const files = alertFilesOf(stack)
  const runbooks = contribution('prometheus', 'consoles/runbooks.html', runbooksPage(files, stack.language))
  return [...scrapes, ...rules, ...objectives, ...own, runbooks]
}

/** A rule file as Prometheus gets it: a person's overrides are put into what ships, where the marks are. */
function alertRules(path: string, {alerts}: Stack): string {
  if (Object.keys(alerts).length === 0) return shippedRules(path)
  const shipped = readShipped(path)
  const text = applyOverrides(shipped, alerts)
  return text === shipped ? shippedRules(path) : compactRules(text)
}

/** What Grafana shows of every component, and the dashboards that a person has put into overlay/dashboards. */
function dashboards(rooms: readonly Room[], stack: Stack, overlay: Overlay): readonly OwnedFile[] {
  const runbooksUrl = `http://127.0.0.1:${stack.prometheus.port}/consoles/runbooks.html`
  const folder = 'grafana/config/dashboards'
  const shipped = rooms.flatMap(({component}) =>
    (component.dashboards?.(stack) ?? []).map((name) => {
      const source = readDashboard(readShipped(`${component.id}/dashboards/${name}`))
      const json = buildDashboard(source, {lang: stack.language, runbooksUrl})
      const content = formatDashboard(slimDashboard(json))
      return {uid: source.uid, path: `${folder}/${source.uid}.json`, content, owner: component.id}
    }),
  )
  checkUids(shipped, overlay)
  const own = overlay.dashboards.map(({stem, content, uid}): OwnedFile => {
    // The number is that of another Grafana's database; with it this one would look for a dashboard that it has not.
    const json = {...(JSON.parse(content) as object), id: null, uid}
    return {
      path: `${folder}/overlay-${stem}.json`,
      content: formatDashboard(json),
      owner: 'overlay',
    }
  })
  return [...shipped.map(({uid: _, ...file}): OwnedFile => file), ...own]
}

/** A panel a line: a difference can be read, and a cluster, which keeps every byte of a release in one object, has no blanks to keep. */
function formatDashboard(json: object): string {
  const entries = Object.entries(json).map(([key, value]) => {
    const isPanels = key === 'panels' && Array.isArray(value) && value.length > 0
    const text = isPanels ? `[\n${value.map((panel) => JSON.stringify(panel)).join(',\n')}\n]` : JSON.stringify(value)
    return `${JSON.stringify(key)}:${text}`
  })
  return `{\n${entries.join(',\n')}\n}\n`
}

/** The person's own stages of the pipeline. They see the fields that ours have made, and ours take away what is left over. */
function stages(overlay: Overlay): readonly OwnedFile[] {
  return overlay.pipeline.map(({stem, source, content}) => {
    const path = `logstash/config/pipeline/60-user-${stem}.conf`
    return {path, content: withHeader(path, content, source), owner: 'overlay'}
  })
}

/** Of two dashboards with one uid Grafana shows either, and logs that it can save neither. */
function checkUids(shipped: readonly {readonly uid: string}[], overlay: Overlay): void {
  const taken = overlay.dashboards.filter(({uid}) => shipped.some((one) => one.uid === uid))
  if (taken.length === 0) return
  throw overlayError(
    taken.map(({uid, source, line, column}) => ({
      file: source,
      line,
      column,
      message: say.duplicate('uid', uid, 'opsctl'),
    })),
  )
}

function contribution(owner: string, path: string, content: string, source?: string): OwnedFile {
  return {path: `${PROMETHEUS}/${path}`, content: withHeader(path, content, source), owner}
}

/** `redis/alerts/redis.yaml` → `redis.yaml`, `redis/alerts/security.yaml` → `redis-security.yaml`, `gateway/caddy/rules.yaml` → `gateway-caddy-rules.yaml`. */
export function ruleFileName(template: string): string {
  const [id = '', ...parts] = template.split('/')
  const rest = parts
    .join('/')
    .replace(/^(prometheus|alerts)\//, '')
    .replace(/\.ya?ml$/, '')
  return rest === 'rules' || rest === id ? `${id}.yaml` : `${id}-${rest.replaceAll('/', '-')}.yaml`
}

/** Prometheus refuses its whole configuration for one job name that is used twice. */
function checkJobs(jobs: readonly ScrapeJob[], overlay: Overlay): void {
  const names = new Set<string>()
  for (const {job_name: name} of jobs) {
    if (names.has(name)) throw new Error(`two scrape jobs are named ${name}`)
    names.add(name)
  }

  const taken = overlay.jobs.filter(({name}) => names.has(name))
  if (taken.length === 0) return
  throw overlayError(
    taken.map(({name, file, line, column}) => ({
      file,
      line,
      column,
      message: say.duplicate('job_name', name, 'opsctl.yaml'),
    })),
  )
}

/** Says of each file under a mount that takes reloads whose reload it is. */
function markReloads(files: readonly OwnedFile[], rooms: readonly Room[]): readonly (OwnedFile & DeployFile)[] {
  const folders = rooms.flatMap(({component, services}) =>
    configFolders(services, true).map((folder) => ({folder, id: component.id})),
  )
  return files.map((file) => {
    const id = folders.find(({folder}) => file.path.startsWith(folder))?.id
    return id === undefined ? file : {...file, reload: id}
  })
}

function composeFilesOf(rooms: readonly Room[], stack: Stack, files: readonly DeployFile[]): readonly OwnedFile[] {
  const services = new Map(rooms.flatMap((room) => room.services.map((service) => [service.name, service] as const)))
  const parts = rooms.filter((room) => room.services.length > 0)
  const own = parts.map(({component: {id}, services: own}) => {
    const model = toCompose(own, {
      stack,
      component: id,
      services,
      configHash: (service) => fixedConfigHash(service, files),
    })
    return composeFile(`${id}/compose.yaml`, id, model)
  })
  const ids = parts.map(({component}) => component.id).toSorted()
  const include = ids.map((id) => ({path: `${DEPLOY_DIR}/${id}/compose.yaml`, project_directory: PROJECT_DIR}))
  const root = {name: stack.project, ...(include.length > 0 ? {include} : {services: {}})}
  return [...own, composeFile('compose.yaml', 'compose', root)]
}

function composeFile(path: string, owner: string, model: unknown): OwnedFile {
  return {path, content: withHeader(path, toYaml(model)), owner}
}

function checkMounts(service: ServiceSpec, files: readonly DeployFile[]): void {
  for (const folder of [...configFolders([service], true), ...configFolders([service], false)]) {
    if (files.some(({path}) => path.startsWith(folder))) continue
    throw new Error(`${service.name} mounts deploy/${folder}, but no file is rendered there`)
  }
}
