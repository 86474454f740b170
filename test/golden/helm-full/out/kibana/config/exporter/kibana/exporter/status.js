as shipped: templates/kibana/exporter/status.js
