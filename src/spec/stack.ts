/** The schema of opsctl.yaml as a whole, and the type that everything after it works on. */
import {z} from 'zod'

import {alertingSchema} from '../components/alertmanager/alerting-schema.js'
import {componentSchemas} from '../components/schemas.js'
import {alertsSchema} from './alerts-schema.js'
import {doctorSchema} from './doctor-schema.js'
import {kubernetesSchema, monitoringSchema} from './kubernetes-schema.js'
import {logsSchema} from './logs-schema.js'
import {sloSchema} from './slo-schema.js'
import {enabled, explained} from './values.js'

/** The version of the file format; a newer one is refused, an older one is migrated. */
export const SPEC_VERSION = 1

/** Components whose rooms don't exist yet: their keys are accepted, so that a file for the full stack stays valid. */
const upcoming = () =>
  explained(z.looseObject({enabled: enabled()}).optional(), {
    en: 'Accepted and kept; this version of opsctl does not run it yet.',
    zh: '接受并保留；此版本的 opsctl 尚不运行它。',
  })

export const upcomingKeys = ['backup'] as const

export const stackSchema = z.strictObject({
  version: explained(z.literal(SPEC_VERSION), {en: 'Version of this file’s format.', zh: '此文件格式的版本。'}),
  project: explained(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, {error: 'project'}), {
    en: 'Name of the stack: prefix of its containers, networks and volumes.',
    zh: '栈名称：容器、网络和卷的前缀。',
  }),
  language: explained(z.enum(['en', 'zh']).default('en'), {
    en: 'Language of alerts, runbooks, notifications and reports.',
    zh: '告警、运行手册、通知和报告的语言。',
  }),
  environment: explained(z.enum(['development', 'staging', 'production']).default('production'), {
    en: 'What this stack is for; a label on its metrics.',
    zh: '该栈的用途；作为指标标签。',
  }),
  target: explained(z.enum(['compose', 'helm']).default('compose'), {
    en: 'Where the stack runs: Docker Compose on this host, or a Kubernetes cluster through Helm.',
    zh: '栈的运行目标：本机的 Docker Compose，或通过 Helm 部署到 Kubernetes 集群。',
  }),
  images: explained(
    z
      .strictObject({
        source: explained(z.enum(['registry', 'debian']).default('registry'), {
          en: 'registry: official images. debian: built on this host from the distribution’s packages.',
          zh: 'registry：官方镜像。debian：在本机用发行版软件包构建。',
        }),
        registry: explained(
          z
            .string()
            .regex(
              /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
              {error: 'registry'},
            )
            .optional(),
          {
            en: 'Prefix put before every image name, as in mirror.example.com/hub.',
            zh: '每个镜像名前的前缀，如 mirror.example.com/hub。',
          },
        ),
      })
      .prefault({}),
    {en: 'Where images come from.', zh: '镜像来源。'},
  ),
  ...componentSchemas,
  alerting: alertingSchema,
  alerts: alertsSchema,
  slo: sloSchema,
  logs: logsSchema,
  doctor: doctorSchema,
  monitoring: monitoringSchema,
  kubernetes: kubernetesSchema,
  backup: upcoming(),
})

/** A valid opsctl.yaml with every default filled in. Sizes are MiB, durations seconds. */
export type Stack = z.output<typeof stackSchema>

/** What a person may write in opsctl.yaml. */
export type StackInput = z.input<typeof stackSchema>
