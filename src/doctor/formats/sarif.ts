/** SARIF 2.1.0: findings as code scanners report them, with opsctl.yaml as their place. */
import type {DocumentRow, ReportDocument} from '../report-schema.js'

const LEVELS = {fail: 'error', warn: 'warning'} as const

/** One run; one rule per check that has a finding. */
export function toSarif({run, summary, checks}: ReportDocument): string {
  const found = checks.filter(isFinding)
  const ruleIds = [...new Set(found.map(({id}) => id))]
  const driver = {
    name: 'opsctl doctor',
    version: run.opsctl,
    semanticVersion: run.opsctl,
    rules: ruleIds.map((id) => ruleOf(found.filter((row) => row.id === id))),
  }
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {driver},
        automationDetails: {id: `opsctl-doctor/${run.project}/${run.id}`},
        invocations: [{executionSuccessful: true, exitCode: summary.exitCode, startTimeUtc: run.startedAt}],
        results: found.map((row) => resultOf(row, ruleIds.indexOf(row.id))),
      },
    ],
  }
  return JSON.stringify(log, null, 2)
}

function isFinding({status}: DocumentRow): boolean {
  return status === 'fail' || status === 'warn' || status === 'unknown'
}

function ruleOf(rows: readonly DocumentRow[]) {
  const row = rows.find(({remedy}) => remedy !== undefined) ?? rows[0]
  const help = [row?.remedy?.text ?? '', ...(row?.remedy?.commands ?? [])].filter((line) => line !== '')
  const [link] = row?.links ?? []
  return {
    id: row?.id,
    shortDescription: {text: row?.title},
    ...(row?.impact === undefined ? {} : {fullDescription: {text: row.impact}}),
    ...(help.length === 0 ? {} : {help: {text: help.join('\n')}}),
    ...(link === undefined ? {} : {helpUri: link}),
  }
}

/** What could not be seen is open: neither a finding nor its absence. */
function resultOf(row: DocumentRow, ruleIndex: number) {
  const {id, instance, component, status, message, accepted, acceptance, known, observed} = row
  const open = {kind: 'open', level: 'none'} as const
  const name = instance ?? component
  return {
    ruleId: id,
    ruleIndex,
    ...(status === 'fail' || status === 'warn' ? {kind: 'fail', level: LEVELS[status]} : open),
    message: {text: message},
    locations: [
      {
        physicalLocation: {artifactLocation: {uri: 'opsctl.yaml'}},
        logicalLocations: [{name, fullyQualifiedName: `${component}/${name}`, kind: 'resource'}],
      },
    ],
    partialFingerprints: {'opsctlDoctor/v1': instance === undefined ? id : `${id}/${instance}`},
    ...(accepted ? {suppressions: [{kind: 'external', justification: acceptance?.reason ?? ''}]} : {}),
    ...(known ? {baselineState: 'unchanged'} : {}),
    properties: {
      component,
      ...(observed === undefined ? {} : {observed}),
      ...(row.causedBy ? {causedBy: row.causedBy} : {}),
    },
  }
}
