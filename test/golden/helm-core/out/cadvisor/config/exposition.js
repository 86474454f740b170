as shipped: templates/cadvisor/container-exporter/exposition.js
