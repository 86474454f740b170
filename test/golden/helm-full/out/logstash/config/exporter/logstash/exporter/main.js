as shipped: templates/logstash/exporter/main.js
