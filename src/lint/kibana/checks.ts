/** Checks of exported Kibana objects. */
import type {Check, LintFile} from '../check.js'
import {type ConfigNode, itemsOf, textOf, valueAt, walkConfig} from '../node.js'

/** Objects of an export: in the old wrapper, or the file itself. */
function objectsOf({root}: LintFile): readonly ConfigNode[] {
  const list = valueAt(root, 'objects')
  return list ? itemsOf(list) : [root]
}

interface KibanaPanel {
  readonly id?: string
  readonly type?: string
  readonly panelRefName?: string
}

/** The panels of a dashboard, out of the text they are kept in. */
function panelsOf(dashboard: ConfigNode): readonly KibanaPanel[] {
  try {
    const panels: unknown = JSON.parse(textOf(valueAt(dashboard, 'attributes', 'panelsJSON')) ?? '[]')
    return Array.isArray(panels) ? (panels as KibanaPanel[]) : []
  } catch {
    return []
  }
}

const legacyExport: Check = {
  id: 'kibana/legacy-export',
  kinds: ['kibana'],
  severity: 'error',
  title: {en: 'The old form of a dashboard export', zh: '旧的仪表板导出格式'},
  why: {
    en: 'Kibana 8 imports NDJSON through saved_objects/_import; {version, objects} was for an API that is gone.',
    zh: 'Kibana 8 通过 saved_objects/_import 导入 NDJSON；{version, objects} 属于已移除的 API。',
  },
  fix: {
    en: 'Export again from Kibana: one object a line, in a file .ndjson.',
    zh: '从 Kibana 重新导出：每行一个对象，文件为 .ndjson。',
  },
  *run(file) {
    const objects = valueAt(file.root, 'objects')
    if (objects) yield {at: objects.start}
  },
}

const EMBEDDABLES = ['visualization', 'lens', 'search', 'map', 'links', 'image', 'control_group', 'canvas']

const notEmbeddable: Check = {
  id: 'kibana/unknown-panel',
  kinds: ['kibana'],
  severity: 'error',
  title: {en: 'A type of panel that Kibana does not have', zh: 'Kibana 没有的面板类型'},
  why: {
    en: 'pie or data_table are kinds of visualisation, not of panel: the dashboard shows an error in its place.',
    zh: 'pie、data_table 是可视化的种类而非面板类型：仪表板上会显示错误。',
  },
  fix: {
    en: 'The type is visualization or lens, and panelRefName names the reference.',
    zh: '类型应为 visualization 或 lens，并用 panelRefName 指向引用。',
  },
  *run(file) {
    for (const object of objectsOf(file)) {
      const at = valueAt(object, 'attributes', 'panelsJSON')?.start ?? object.start
      for (const {type, id} of panelsOf(object)) {
        if (type === undefined || EMBEDDABLES.includes(type)) continue
        yield {at, what: {en: `the panel ${id} has the type ${type}`, zh: `面板 ${id} 的类型为 ${type}`}}
      }
    }
  },
}

const missingObject: Check = {
  id: 'kibana/missing-reference',
  kinds: ['kibana'],
  severity: 'error',
  title: {en: 'A panel that points at nothing', zh: '面板没有指向任何对象'},
  why: {
    en: 'The import ends with missing references, or the panel says "could not locate".',
    zh: '导入会报缺少引用，或面板显示 “could not locate”。',
  },
  fix: {
    en: 'Add the object, and a references entry with the panelRefName.',
    zh: '添加该对象，并在 references 中加入 panelRefName 对应的条目。',
  },
  *run(file) {
    const objects = objectsOf(file)
    const ids = new Set(objects.map((object) => textOf(valueAt(object, 'id'))))
    for (const object of objects) {
      const names = itemsOf(valueAt(object, 'references')).map((one) => textOf(valueAt(one, 'name')))
      const at = valueAt(object, 'attributes', 'panelsJSON')?.start ?? object.start
      for (const {id, panelRefName} of panelsOf(object)) {
        const isKnown = panelRefName !== undefined ? names.includes(panelRefName) : id === undefined || ids.has(id)
        if (isKnown) continue
        const name = panelRefName ?? id ?? ''
        yield {at, what: {en: `${name} is not in the file`, zh: `文件中没有 ${name}`}}
      }
    }
  },
}

const otherVersion: Check = {
  id: 'kibana/other-version',
  kinds: ['kibana'],
  severity: 'warning',
  title: {en: 'Written for another major version of Kibana', zh: '为另一主版本的 Kibana 编写'},
  why: {
    en: 'Objects are migrated one major version forward at most, and never back.',
    zh: '对象最多向前迁移一个主版本，绝不向后。',
  },
  fix: {en: 'Export from the version that runs.', zh: '从正在运行的版本导出。'},
  *run(file, {services}) {
    const version = valueAt(file.root, 'version')
    const own = Number(/^(\d+)\./.exec(textOf(version) ?? '')?.[1])
    const running = services.map(({image}) => Number(/\/kibana:(\d+)\./.exec(image)?.[1])).find((major) => major > 0)
    if (!version || running === undefined || Number.isNaN(own) || own === running) return
    yield {
      at: version.start,
      what: {en: `written for ${own}, ${running} runs`, zh: `为 ${own} 编写，运行的是 ${running}`},
    }
  },
}

const NOT_ECS =
  /"field"\s*:\s*"(level|service|severity|status_code|client_ip)(\.keyword)?"|(?<![.\w])(level|service)(\.keyword)?\s*:\s*"?\w/

const fieldNotEcs: Check = {
  id: 'kibana/field-not-ecs',
  kinds: ['kibana'],
  severity: 'warning',
  title: {en: 'A field that ECS names otherwise', zh: '字段名与 ECS 不符'},
  why: {
    en: 'Shippers and the built-in index template write log.level and service.name: the panel stays empty.',
    zh: '采集器和内置索引模板写入的是 log.level 和 service.name：面板会一直为空。',
  },
  fix: {
    en: 'log.level, service.name, http.response.status_code, source.ip.',
    zh: 'log.level、service.name、http.response.status_code、source.ip。',
  },
  *run(file) {
    for (const {node} of walkConfig(file.root)) {
      const found = NOT_ECS.exec(textOf(node) ?? '')
      const name = found?.[1] ?? found?.[3]
      if (name) yield {at: node.start, what: {en: `the field ${name} is not ECS`, zh: `字段 ${name} 不符合 ECS`}}
    }
  },
}

/** Checks of Kibana objects. */
export const kibanaChecks = [legacyExport, notEmbeddable, missingObject, otherVersion, fieldNotEcs]
