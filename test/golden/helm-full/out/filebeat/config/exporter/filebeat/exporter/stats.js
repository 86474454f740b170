as shipped: templates/filebeat/exporter/stats.js
