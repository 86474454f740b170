as shipped: templates/elasticsearch/keeper/metrics.js
