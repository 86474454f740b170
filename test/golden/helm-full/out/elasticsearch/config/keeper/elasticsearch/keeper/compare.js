as shipped: templates/elasticsearch/keeper/compare.js
