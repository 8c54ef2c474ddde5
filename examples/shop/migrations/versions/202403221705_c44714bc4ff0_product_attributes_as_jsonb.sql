-- product attributes as jsonb
--
-- Revision ID: c44714bc4ff0
-- Revises: 3b94d48660d1
-- Create Date: 2024-03-22 17:05:00+00

-- migrate:upgrade
ALTER TABLE products
    ADD COLUMN attributes jsonb DEFAULT '{}' NOT NULL,
    ADD CONSTRAINT products_attributes_object CHECK (jsonb_typeof(attributes) = 'object');

CREATE INDEX products_attributes_idx ON products USING gin (attributes jsonb_path_ops);
CREATE INDEX products_material_idx ON products ((attributes ->> 'material')) WHERE attributes ? 'material';

ALTER TABLE products DISABLE TRIGGER products_touch;
UPDATE products
SET attributes = jsonb_strip_nulls(jsonb_build_object(
        'material', CASE WHEN tags && '{steel,iron,copper}'
                         THEN (SELECT t FROM unnest(tags) AS t WHERE t IN ('steel', 'iron', 'copper') LIMIT 1) END,
        'origin', CASE WHEN 'made in japan' = ANY (tags) THEN 'JP' END,
        'giftable', CASE WHEN tags @> '{gift}' THEN true END));
ALTER TABLE products ENABLE TRIGGER products_touch;

-- migrate:downgrade
ALTER TABLE products DROP COLUMN attributes;

-- migrate:verify
SELECT 1 / count(*) FROM products WHERE attributes @> '{"giftable": true}' AND attributes ?& ARRAY['material', 'origin'];
