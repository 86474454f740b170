/** Brings the saved objects into Kibana, and knows whether they are there. */
import {OpsError} from '../../errors.js'
import {verbatim} from '../../text.js'
import type {Access, Preparation, Stack} from '../component.js'
import {exportObjects, importObjects, type Patience, type Refusal} from './client.js'
import {type Bundle, makeBundle} from './objects/bundle.js'

/**
 * The import of this room. The mark with the hash goes in last and alone, and what goes in before takes an older mark
 * away: an import that was cut short anywhere leaves no mark, so the next one does it all again.
 */
export function savedObjectsPreparation(stack: Stack, patience?: Patience): Preparation {
  return {
    id: 'kibana.saved-objects',
    title: {en: 'Kibana has the data views, searches and the dashboard', zh: 'Kibana 已有数据视图、搜索与仪表盘'},
    service: 'kibana',
    isDone: (access) => hasObjects(access, makeBundle(stack)),
    async run(access) {
      const {objects, mark} = makeBundle(stack)
      refuse(await importObjects(access, objects, patience))
      refuse(await importObjects(access, [mark], patience))
    },
  }
}

/** Whether Kibana has every object, and the mark of these very ones. */
export async function hasObjects(access: Access, {objects, mark}: Bundle): Promise<boolean> {
  const present = await exportObjects(access, objects)
  const tag = present?.find((one) => one.id === mark.id)
  return present?.length === objects.length && tag?.attributes.description === mark.attributes.description
}

function refuse(refusals: readonly Refusal[]): void {
  const [first] = refusals
  if (!first) return
  const names = refusals.map(({type, title, reason}) => `${type} “${title}” (${reason})`).join('; ')
  throw new OpsError({
    code: 'OPS_KIBANA_IMPORT_REFUSED',
    kind: 'external',
    message: {
      en: `Kibana refuses ${refusals.length} of its saved objects: ${names}`,
      zh: `Kibana 拒绝了 ${refusals.length} 个已保存对象：${names}`,
    },
    suggestions: [verbatim('opsctl logs kibana'), verbatim('opsctl up')],
  })
}
