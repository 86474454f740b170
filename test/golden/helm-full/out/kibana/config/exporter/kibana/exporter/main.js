as shipped: templates/kibana/exporter/main.js
