// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Serves the statistics of Filebeat as metrics; it has none for Prometheus itself. Needs nothing but Node.
'use strict'

const {serve} = require('../../json-exporter/serve.js')
const {toMetrics} = require('./stats.js')

// Filebeat before 8.8 has no list of inputs: what it says in /stats is worth having without.
serve({url: process.env.FILEBEAT_URL, paths: ['/stats', '/inputs/'], toMetrics})
