as shipped: templates/cadvisor/container-exporter/containers.js
