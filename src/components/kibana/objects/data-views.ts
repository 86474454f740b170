/** The data views: which indices a search or a panel reads, and how their fields are shown. */
import {datasetOf} from '../../../spec/log-streams.js'
import type {Stack} from '../../component.js'
import {idOf, type Reference, type SavedObject, savedObject} from './model.js'

/** Ids of the data views, which all other objects point to. */
export function viewIds({project}: Stack): {readonly all: string; readonly access: string} {
  return {all: idOf(project, 'index-pattern', 'all'), access: idOf(project, 'index-pattern', 'access')}
}

/** Every line of the stack; and those of the gateway alone, which are fewer to look through for requests. */
export function dataViews(stack: Stack): readonly SavedObject[] {
  const zh = stack.language === 'zh'
  const {all, access} = viewIds(stack)
  const {project} = stack
  return [
    dataView(all, zh ? `日志：${project}` : `Logs of ${project}`, streams(stack, '*')),
    ...(stack.gateway.enabled
      ? [dataView(access, zh ? `访问日志：${project}` : `Requests to ${project}`, streams(stack, 'gateway'))]
      : []),
  ]
}

/** A reference to a data view under the name that an object uses for it. */
export function viewReference(id: string, name: string): Reference {
  return {name, type: 'index-pattern', id}
}

/** The data streams of a service, in every environment. */
function streams({project}: Stack, service: string): string {
  return `logs-${datasetOf(project, service)}-*`
}

function dataView(id: string, name: string, title: string): SavedObject {
  return savedObject(
    {type: 'index-pattern', id},
    {
      name,
      title,
      timeFieldName: '@timestamp',
      fields: '[]',
      fieldAttrs: '{}',
      fieldFormatMap: JSON.stringify(formats),
      runtimeFieldMap: '{}',
      sourceFilters: '[]',
      typeMeta: '{}',
      // No field is asked for before there is a line.
      allowNoIndex: true,
    },
  )
}

const formats = {
  'event.duration': {
    id: 'duration',
    params: {
      inputFormat: 'nanoseconds',
      outputFormat: 'asMilliseconds',
      outputPrecision: 1,
      showSuffix: true,
      useShortSuffix: true,
      includeSpaceWithSuffix: true,
    },
  },
  'http.response.bytes': {id: 'bytes', params: {}},
  'http.response.status_code': {id: 'number', params: {pattern: '0'}},
}
