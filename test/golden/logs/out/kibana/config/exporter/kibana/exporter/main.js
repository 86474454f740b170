// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Serves the status of Kibana as metrics; Kibana has no exporter that is kept up. Needs nothing but Node.
'use strict'

const {serve} = require('../../json-exporter/serve.js')
const {toMetrics} = require('./status.js')

serve({url: process.env.KIBANA_URL, paths: ['/api/status'], toMetrics})
