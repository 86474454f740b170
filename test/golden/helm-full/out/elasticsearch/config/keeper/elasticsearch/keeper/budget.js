as shipped: templates/elasticsearch/keeper/budget.js
