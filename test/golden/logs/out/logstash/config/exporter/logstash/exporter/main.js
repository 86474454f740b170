// Written by opsctl from opsctl.yaml. Edit that, then run opsctl render.
// Serves the statistics of Logstash as metrics, under the names that logstash-exporter made known. Needs nothing but Node.
'use strict'

const {serve} = require('../../json-exporter/serve.js')
const {toMetrics} = require('./stats.js')

serve({url: process.env.LOGSTASH_URL, paths: ['/_node/stats'], toMetrics})
