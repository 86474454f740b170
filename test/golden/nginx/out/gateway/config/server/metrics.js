as shipped: templates/gateway/nginx/metrics.js
