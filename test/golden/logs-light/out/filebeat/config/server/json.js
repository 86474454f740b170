as shipped: templates/filebeat/light/json.js
