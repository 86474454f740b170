as shipped: templates/filebeat/light/values.js
