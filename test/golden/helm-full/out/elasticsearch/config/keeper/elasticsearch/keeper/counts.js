as shipped: templates/elasticsearch/keeper/counts.js
