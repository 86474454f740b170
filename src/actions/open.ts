import type {Stack, Ui} from '../components/component.js'
import {components} from '../components/registry.js'
import {OpsError} from '../errors.js'
import {logsMessages as say} from '../messages/logs.js'
import type {Project} from '../project.js'
import {loadStack} from '../spec/load-stack.js'
import {listSecrets} from '../spec/secrets.js'
import {canShow, showUrl} from '../system/browser.js'
import {openSecretStore} from '../system/secret-store.js'
import {verbatim} from '../text.js'

/** A user interface with what a person needs to log in. The password itself is never part of it. */
export interface UiAddress {
  readonly id: string
  readonly title: Ui['title']
  readonly url: string
  readonly user?: string
  readonly passwordFile?: string
}

/** The user interfaces of a stack. */
export function listUis(stack: Stack): readonly Ui[] {
  return components
    .filter((component) => component.isEnabled(stack))
    .flatMap((component) => component.uis?.(stack) ?? [])
}

/** Finds one user interface, or all of them, and shows the one in a browser if there is a display. */
export async function openUi(
  project: Project,
  id: string | undefined,
): Promise<{readonly uis: readonly UiAddress[]; readonly opened: boolean}> {
  const {stack} = await loadStack(project)
  const store = openSecretStore(project, listSecrets(stack))
  const uis = listUis(stack).map(
    (ui): UiAddress => ({
      id: ui.id,
      title: ui.title,
      url: ui.url,
      ...(ui.login ? {user: ui.login.user, passwordFile: store.path(ui.login.secret)} : {}),
    }),
  )
  if (id === undefined) return {uis, opened: false}
  const wanted = uis.find((ui) => ui.id === id)
  if (!wanted) throw unknownUi(id, uis)
  return {uis: [wanted], opened: canShow(process.env) && (await showUrl(wanted.url))}
}

function unknownUi(id: string, uis: readonly UiAddress[]): OpsError {
  return new OpsError({
    code: 'OPS_UI_UNKNOWN',
    kind: 'usage',
    message: say.unknownUi(id, uis.map((ui) => ui.id).join(', ')),
    suggestions: [verbatim('opsctl open')],
  })
}
