/** The native configuration of Alertmanager, as objects, and the templates of its messages. */
import {dump} from 'js-yaml'

import type {RenderContext, RenderedFile, Stack} from '../component.js'
import {inhibitRules, toInhibitRule} from './inhibition.js'
import {toReceiver} from './receivers.js'
import {NOBODY, routeTree, toRoute, toTimeIntervals} from './routes.js'
import {ownLogin} from './web.js'

/** Beside the configuration, what its hash is: Alertmanager has no field of its own to carry it. */
export const STAMP = 'opsctl-config.txt'

const NO_RECEIVER = '# Alerts are kept and shown here, and sent to nobody: the receiver "none" has no address.\n'

/** Templates of messages, in Alertmanager's own language: copied as they are. */
const messageTemplates = ['words.tmpl', 'text.tmpl', 'email.tmpl'] as const

export function configFiles({stack, template}: Pick<RenderContext, 'stack' | 'template'>): readonly RenderedFile[] {
  const names = Object.keys(stack.alerting.receivers)
  const head = names.length === 0 ? NO_RECEIVER : ''
  const links = grafanaUrl(stack) === '' ? 'without-grafana.tmpl' : 'with-grafana.tmpl'
  const file = (path: string, content: string) => ({path: `alertmanager/config/${path}`, content})
  return [
    file('alertmanager.yml', head + dump(mainConfig(stack), {lineWidth: -1, noRefs: true})),
    // amtool, which is the healthcheck, logs in with this.
    file('client.yml', dump({basic_auth: ownLogin}, {lineWidth: -1})),
    ...(names.length === 0 ? [] : [file('templates/stack.tmpl', stackWords(stack))]),
    ...(names.length === 0 ? [] : [...messageTemplates, links]).map((name) =>
      file(`templates/${name}`, template(`alertmanager/config/${name}`)),
    ),
  ]
}

export function configStamp(sha256: string): readonly RenderedFile[] {
  return [{path: `alertmanager/config/${STAMP}`, content: `${sha256}\n`}]
}

/** alertmanager.yml as an object. */
export function mainConfig(stack: Stack): Readonly<Record<string, unknown>> {
  const {receivers, timeIntervals} = stack.alerting
  const intervals = toTimeIntervals(timeIntervals)
  return {
    ...(Object.keys(receivers).length === 0 ? {} : {templates: ['templates/*.tmpl']}),
    route: toRoute(routeTree(stack)),
    receivers: [
      {name: NOBODY},
      ...Object.entries(receivers).map(([name, receiver]) => toReceiver(name, receiver, stack)),
    ],
    inhibit_rules: inhibitRules.map(toInhibitRule),
    ...(intervals.length === 0 ? {} : {time_intervals: intervals}),
  }
}

/** What the templates know of this stack. Every value is of a kind that can hold neither a brace nor a quote. */
function stackWords(stack: Stack): string {
  const words = {
    project: stack.project,
    environment: stack.environment,
    alertmanager: `http://127.0.0.1:${stack.alertmanager.port}`,
    grafana: grafanaUrl(stack),
  }
  return Object.entries(words)
    .map(([key, value]) => `{{ define "opsctl.${key}" }}${value}{{ end }}\n`)
    .join('')
}

/** Where dashboards are; empty when the stack has none. */
function grafanaUrl({grafana}: Stack): string {
  return grafana.enabled ? `http://127.0.0.1:${grafana.port}` : ''
}
