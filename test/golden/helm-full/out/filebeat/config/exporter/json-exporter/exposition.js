as shipped: templates/json-exporter/exposition.js
