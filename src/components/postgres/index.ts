/** PostgreSQL. Templates: templates/postgres. Tests: test/components/postgres. */
import {defineComponent, type RenderContext, type RenderedFile, type SpecProblem, type Stack} from '../component.js'
import {exporter, initialized, roundTrip} from './health.js'
import {bindPostgres, listPostgresSecrets} from './roles.js'
import {describeExporter, describeServer} from './services.js'
import {deriveSettings, findSettingProblems} from './settings.js'

/** The major version that Debian packages. */
const DEBIAN_VERSION = '18'

export const postgres = defineComponent({
  id: 'postgres',
  title: {en: 'PostgreSQL', zh: 'PostgreSQL'},
  needs: [],
  isEnabled: (stack) => stack.postgres.enabled,
  questions: [
    {path: 'postgres.enabled', ask: {en: 'PostgreSQL database?', zh: '需要 PostgreSQL 数据库吗？'}},
    {
      path: 'postgres.database',
      ask: {en: 'Name of the database?', zh: '数据库名称？'},
      when: (answers) => answers['postgres.enabled'] !== false,
    },
    {
      path: 'postgres.limits.memory',
      ask: {en: 'Memory for PostgreSQL?', zh: 'PostgreSQL 的内存？'},
      when: (answers) => answers['postgres.enabled'] !== false,
    },
  ],
  validate: (stack) => [...findVersionProblems(stack), ...findSettingProblems(stack.postgres)],
  secrets: listPostgresSecrets,
  binding: bindPostgres,
  services: ({stack}) => [describeServer(stack), describeExporter(stack)],
  files: renderFiles,
  scrape: () => [{job_name: 'postgres', static_configs: [{targets: ['postgres-exporter:9187']}]}],
  rules: listRules,
  dashboards: () => ['postgres.yaml', 'postgres-queries.yaml'],
  images: () => ['postgres', 'postgres-exporter'],
  health: () => [roundTrip, initialized, exporter],
})

/** Alerts on every server; those on checkpoints, archives and replicas only where there is such a thing to watch. */
function listRules(stack: Stack): readonly string[] {
  const {version, settings} = stack.postgres
  const archives = ['on', 'always', 'true'].includes(String(settings.archive_mode ?? 'off'))
  const replicates = replicationSettings.some((name) => settings[name] !== undefined)
  return [
    ...['postgres', 'locks', 'vacuum', 'activity', 'storage', 'growth', 'security'],
    // Earlier versions count checkpoints elsewhere.
    ...(Number(version) >= 17 ? ['checkpoints'] : []),
    ...(archives ? ['archiving'] : []),
    ...(replicates ? ['replication'] : []),
  ].map((topic) => `alerts/${topic}.yaml`)
}

/** Settings that nobody writes down who has no replica, subscriber or slot. */
const replicationSettings = [
  'hot_standby_feedback',
  'max_replication_slots',
  'max_slot_wal_keep_size',
  'max_wal_senders',
  'synchronous_standby_names',
  'wal_keep_size',
  'wal_level',
]

function renderFiles({stack, template}: RenderContext): readonly RenderedFile[] {
  const values = deriveSettings(stack.postgres)
  return [
    {path: 'postgres/config/server/pg_hba.conf', content: template('postgres/config/server/pg_hba.conf')},
    {
      path: 'postgres/config/server/postgresql.conf',
      content: template('postgres/config/server/postgresql.conf.hbs', values),
    },
    {path: 'postgres/config/initdb/10-roles.sh', content: template('postgres/config/initdb/10-roles.sh'), mode: 0o755},
    {
      path: 'postgres/config/initdb/20-privileges.sql',
      content: template('postgres/config/initdb/20-privileges.sql.hbs', values),
    },
    {path: 'postgres/config/initdb/99-sentinel.sql', content: template('postgres/config/initdb/99-sentinel.sql')},
  ]
}

function findVersionProblems(stack: Stack): readonly SpecProblem[] {
  if (stack.images.source !== 'debian' || stack.postgres.version === DEBIAN_VERSION) return []
  return [
    {
      path: ['postgres', 'version'],
      message: {
        en: `images.source debian has PostgreSQL ${DEBIAN_VERSION} only; use version: "${DEBIAN_VERSION}" or images.source: registry`,
        zh: `images.source 为 debian 时只有 PostgreSQL ${DEBIAN_VERSION}；请用 version: "${DEBIAN_VERSION}" 或 images.source: registry`,
      },
    },
  ]
}
