as shipped: templates/filebeat/exporter/main.js
