as shipped: templates/elasticsearch/keeper/main.js
