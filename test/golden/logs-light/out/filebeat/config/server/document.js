as shipped: templates/filebeat/light/document.js
