as shipped: templates/filebeat/light/event.js
