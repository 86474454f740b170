/** Shows a page to whoever sits at this machine. */
import {capture} from './run.js'

/** Whether there is a display to show it on. */
export function canShow(env: Readonly<Record<string, string | undefined>>): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true
  return Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY)
}

/** Asks the desktop to show a URL; false when it can't. */
export async function showUrl(url: string): Promise<boolean> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open'
  const [command, argv] = process.platform === 'win32' ? ['explorer', [url]] : [program, [url]]
  const result = await capture(command as string, argv as string[], {timeoutMs: 5000}).catch(() => undefined)
  return result?.exitCode === 0
}
