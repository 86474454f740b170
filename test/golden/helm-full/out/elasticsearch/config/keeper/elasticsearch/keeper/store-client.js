as shipped: templates/elasticsearch/keeper/store-client.js
