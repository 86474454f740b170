as shipped: templates/filebeat/pods.js
