as shipped: templates/cadvisor/container-exporter/pods.js
