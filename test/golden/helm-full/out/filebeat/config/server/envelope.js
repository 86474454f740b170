as shipped: templates/filebeat/envelope.js
