-- The open offers of a course that is taken out of the catalogue (Courses/) are withdrawn.
CREATE INDEX sale_orders_open_of_product ON sale_orders (product_id) WHERE status = 'open';
