/** Looks at Grafana as its administrator, and as those who must not get in. */
import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {type CollectContext, defineCollector, jsonOf, replyOf, runIn} from '../../../doctor/collect.js'
import {CannotSee} from '../../../doctor/facts.js'
import {ADMIN, PASSWORD, PORT} from '../web.js'
import {dashboardsFact, loginsFact, panelsFact, serverFact, sourcesFact} from './facts.js'
import {type Dashboard, listQueries, type PanelQuery} from './panels.js'

const TIMEOUT_MS = 4000
const PARALLEL = 4
const always = () => true
const isOnDisk = ({target}: {readonly target: string}) => target === 'compose'

interface Login {
  readonly user: string
  readonly password: string
}

const http = ({access}: Pick<CollectContext, 'access'>, path: string, basicAuth?: Login) =>
  access.instance('grafana').http({port: PORT, path, timeoutMs: TIMEOUT_MS, ...(basicAuth ? {basicAuth} : {})})

const ownLogin = async ({access}: Pick<CollectContext, 'access'>): Promise<Login> => ({
  user: ADMIN,
  password: await access.secret(PASSWORD),
})

const askJson = async <T>(context: CollectContext, path: string): Promise<T> =>
  (await jsonOf(http(context, path, await ownLogin(context)), 'grafana')) as T

const server = defineCollector({
  key: serverFact,
  isFor: always,
  async collect(context) {
    const reply = await replyOf(http(context, '/api/health'))
    if (!reply.answers) return reply
    const {status} = reply
    // It answers 503 with the same form when its database fails.
    const {database = '', version = ''} = reply.body.startsWith('{') ? (JSON.parse(reply.body) as HealthBody) : {}
    return {answers: true as const, status, database, version}
  },
})

interface HealthBody {
  readonly database?: string
  readonly version?: string
}

interface Source {
  readonly uid: string
  readonly name: string
  readonly type: string
}

const sources = defineCollector({
  key: sourcesFact,
  isFor: always,
  async collect(context) {
    const all = await askJson<readonly Source[]>(context, '/api/datasources')
    const login = await ownLogin(context)
    return Promise.all(
      all.map(async ({uid, name, type}) => {
        const reply = await replyOf(http(context, `/api/datasources/uid/${encodeURIComponent(uid)}/health`, login))
        if (!reply.answers) return {uid, name, type, ok: false, message: reply.error}
        const {status, message = ''} = (reply.body.startsWith('{') ? JSON.parse(reply.body) : {}) as SourceHealth
        // A plugin of the old kind, as that of Alertmanager, has no such question: 404.
        const ok = status === undefined ? reply.status === 404 || reply.status === 501 : status === 'OK'
        return {uid, name, type, ok, message: message.slice(0, 300)}
      }),
    )
  },
})

interface SourceHealth {
  readonly status?: string
  readonly message?: string
}

async function readDashboards({project}: Pick<CollectContext, 'project'>): Promise<readonly Dashboard[]> {
  const folder = join(project.deploy, 'grafana/config/dashboards')
  const names = (await readdir(folder, {recursive: true}).catch(() => [])).filter((name) => name.endsWith('.json'))
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Dashboard))
}

const dashboards = defineCollector({
  key: dashboardsFact,
  isFor: isOnDisk,
  async collect(context) {
    const [files, loaded, lines] = await Promise.all([
      readDashboards(context),
      askJson<readonly {readonly uid: string}[]>(context, '/api/search?type=dash-db&limit=1000'),
      context.logs('grafana', {tail: 500}).catch(() => []),
    ])
    return {
      onDisk: files.map(({uid = '', title = ''}) => ({uid, title})),
      loaded: loaded.map(({uid}) => uid),
      errors: lines
        .filter((line) => /logger=provisioning/.test(line) && /level=error/.test(line))
        .map((line) => (/(?:error|err)="?([^"]+)"?/.exec(line)?.[1] ?? line).slice(0, 300)),
    }
  },
})

/** What manuals and images ship. */
const SAMPLES: readonly Login[] = [{user: 'admin', password: 'admin'}]

const logins = defineCollector({
  key: loginsFact,
  isFor: always,
  async collect(context) {
    const statusOf = async (login?: Login) => {
      const reply = await replyOf(http(context, '/api/org', login))
      if (reply.answers) return reply.status
      throw new CannotSee('unreachable', {
        en: `grafana does not answer: ${reply.error}`,
        zh: `grafana 没有应答：${reply.error}`,
      })
    }
    const script = 'echo "$GF_USERS_ALLOW_SIGN_UP $GF_AUTH_ANONYMOUS_ENABLED $GF_AUTH_ANONYMOUS_ORG_ROLE"'
    const [own, anonymous, said, samples] = await Promise.all([
      ownLogin(context).then(statusOf),
      statusOf(),
      runIn(context, 'grafana', ['sh', '-c', script], {timeoutMs: TIMEOUT_MS}),
      Promise.all(
        SAMPLES.map(async (login) => ({login: `${login.user}/${login.password}`, status: await statusOf(login)})),
      ),
    ])
    const [signUp, isOpen, role = 'Viewer'] = said.stdout.trim().split(' ')
    return {own, anonymous, samples, signUp: signUp === 'true', ...(isOpen === 'true' ? {anonymousRole: role} : {})}
  },
})

const panels = defineCollector({
  key: panelsFact,
  isFor: isOnDisk,
  deep: true,
  timeoutMs: 55_000,
  async collect(context) {
    const queries = (await readDashboards(context)).flatMap(listQueries)
    const empty: PanelQuery[] = []
    const failed: {dashboard: string; panel: string; error: string}[] = []
    const queue = [...queries]
    const work = async () => {
      for (let one = queue.shift(); one !== undefined && !context.signal.aborted; one = queue.shift()) {
        try {
          if ((await context.promql(one.expr)).length === 0) empty.push(one)
        } catch (error) {
          failed.push({dashboard: one.dashboard, panel: one.panel, error: error instanceof Error ? error.message : ''})
        }
      }
    }
    await Promise.all(Array.from({length: PARALLEL}, work))
    return {queries: queries.length, empty, failed}
  },
})

export const collectors = [server, sources, dashboards, logins, panels]
