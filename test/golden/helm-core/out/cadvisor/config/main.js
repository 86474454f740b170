as shipped: templates/cadvisor/container-exporter/main.js
