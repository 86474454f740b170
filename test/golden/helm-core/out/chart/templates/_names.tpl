as shipped
