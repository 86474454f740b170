as shipped: templates/elasticsearch/keeper/streams.js
