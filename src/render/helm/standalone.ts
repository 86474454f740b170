/** The chart for whoever has no opsctl: the same templates, with the values of a whole stack as its own. */
import type {RenderedFile} from '../../components/component.js'
import {parseStack} from '../../spec/parse-stack.js'
import {presets} from '../../spec/presets.js'
import {emptyOverlay} from '../overlay.js'
import {renderValues} from '../render-stack.js'
import {toYaml} from '../yaml.js'
import {chartFiles} from './chart.js'
import type {ChartValues} from './chart-values.js'

/** Name of the stack, which its metrics and log lines carry. */
const PROJECT = 'stack'

const HEADER = `# The whole stack of the preset core, as opsctl renders it. README.md says what each key means; give what differs with -f.
`

/** Every file of dist/chart, by path in it. */
export function standaloneChart(): readonly RenderedFile[] {
  const shipped = chartFiles().map(({path, content}) => ({path: path.slice('chart/'.length), content}))
  const values: RenderedFile = {path: 'values.yaml', content: HEADER + toYaml(standaloneValues())}
  return [...shipped.filter(({path}) => path !== values.path), values]
}

/** As opsctl writes them, but for what opsctl itself does elsewhere. */
function standaloneValues(): ChartValues {
  const values = renderValues(coreStack(), emptyOverlay)
  return {
    ...values,
    secrets: {...values.secrets, mode: 'generate'},
    rollOnReloadable: true,
    createAgentsNamespace: true,
  }
}

function coreStack() {
  const sections = presets.core.sections.map(({keys}) => keys)
  const input = Object.assign({version: 1, project: PROJECT, target: 'helm'}, ...sections)
  const {stack, problems} = parseStack(JSON.stringify(input))
  if (stack === undefined) throw new Error(`the preset core is not valid: ${JSON.stringify(problems)}`)
  return stack
}
