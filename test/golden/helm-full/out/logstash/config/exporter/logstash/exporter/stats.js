as shipped: templates/logstash/exporter/stats.js
