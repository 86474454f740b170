as shipped: templates/json-exporter/serve.js
