as shipped: templates/cadvisor/container-exporter/cgroups.js
