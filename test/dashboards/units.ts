/** Ids of Grafana's units (@grafana/data, valueFormats) that a stack of servers has a use for. An unknown one is shown as a suffix. */
export const units: ReadonlySet<string> = new Set([
  ...['none', 'short', 'percent', 'percentunit', 'bool', 'bool_yes_no', 'bool_on_off', 'string', 'locale', 'sishort'],
  ...['ns', 'µs', 'ms', 's', 'm', 'h', 'd', 'dtdurationms', 'dtdurations', 'dthms', 'dtdhms', 'clockms', 'clocks'],
  ...['bits', 'bytes', 'kbytes', 'mbytes', 'gbytes', 'decbits', 'decbytes', 'deckbytes', 'decmbytes', 'decgbytes'],
  ...['binBps', 'Bps', 'binbps', 'bps', 'KiBs', 'KBs', 'MiBs', 'MBs', 'pps'],
  ...['cps', 'ops', 'reqps', 'rps', 'wps', 'iops', 'eps', 'mps', 'recps', 'opm', 'rpm', 'wpm', 'cpm'],
  ...['dateTimeAsIso', 'dateTimeAsLocal', 'dateTimeFromNow', 'hertz', 'rotrpm', 'celsius', 'volt', 'watt'],
])
