-- tags of their own
--
-- Revision ID: e7bac1c345f0
-- Revises: 0661ba9be3e4
-- Create Date: 2024-10-24 11:45:00+00

-- migrate:upgrade
CREATE TABLE tags (
    tag_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tag    text NOT NULL UNIQUE CHECK (tag = lower(tag))
);
CREATE TABLE product_tags (
    product_id integer NOT NULL REFERENCES products ON DELETE CASCADE,
    tag_id     integer NOT NULL REFERENCES tags,
    PRIMARY KEY (product_id, tag_id)
);
INSERT INTO tags (tag) SELECT DISTINCT unnest(tags) AS tag FROM products ORDER BY tag;
INSERT INTO product_tags
SELECT p.product_id, t.tag_id FROM products AS p JOIN tags AS t ON t.tag = ANY (p.tags);

-- the array stays, for those who read it, and follows the table
CREATE FUNCTION follow_tags() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE products AS p
    SET tags = ARRAY(SELECT t.tag FROM product_tags AS pt JOIN tags AS t USING (tag_id)
                     WHERE pt.product_id = p.product_id ORDER BY t.tag)
    WHERE p.product_id IN (SELECT product_id FROM changed);
    RETURN NULL;
END
$$;
CREATE TRIGGER product_tags_added AFTER INSERT ON product_tags
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION follow_tags();
CREATE TRIGGER product_tags_removed AFTER DELETE ON product_tags
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION follow_tags();
CREATE INDEX products_tags_idx ON products USING gin (tags);

-- migrate:downgrade
DROP INDEX products_tags_idx;
DROP TABLE product_tags;
DROP FUNCTION follow_tags();
DROP TABLE tags;
