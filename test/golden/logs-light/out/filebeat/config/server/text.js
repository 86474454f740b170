as shipped: templates/filebeat/light/text.js
