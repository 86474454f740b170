/** Reads what Kibana answers. Pure. */
interface Level {
  readonly level?: string
  readonly summary?: string
}

interface StatusBody {
  readonly status?: {readonly overall?: Level; readonly core?: Readonly<Record<string, Level>>}
}

/** As GET /api/status tells it; before it is ready it answers with words. */
export function readStatus(body: string) {
  const {status} = parse(body)
  return {
    level: status?.overall?.level ?? '',
    summary: (status?.overall?.summary ?? '').slice(0, 300),
    core: Object.entries(status?.core ?? {})
      .filter(([, one]) => one.level !== 'available')
      .map(([name, {level = '', summary = ''}]) => ({name, level, summary: summary.slice(0, 300)})),
  }
}

function parse(body: string): StatusBody {
  try {
    return JSON.parse(body) as StatusBody
  } catch {
    return {}
  }
}
