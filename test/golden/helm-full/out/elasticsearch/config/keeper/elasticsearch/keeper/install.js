as shipped: templates/elasticsearch/keeper/install.js
