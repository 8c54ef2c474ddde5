-- better names
--
-- Revision ID: 3c2564d7bbbf
-- Revises: 53a73cdfab4e
-- Create Date: 2024-07-18 16:30:00+00

-- migrate:upgrade
ALTER TABLE reviews RENAME TO product_reviews;
ALTER TABLE product_reviews RENAME COLUMN body TO review_text;
ALTER TABLE product_reviews RENAME CONSTRAINT reviews_once TO product_reviews_once;
ALTER TABLE product_reviews RENAME CONSTRAINT reviews_stars_check TO product_reviews_stars_check;
ALTER INDEX reviews_pkey RENAME TO product_reviews_pkey;
ALTER SEQUENCE reviews_review_id_seq RENAME TO product_reviews_review_id_seq;
ALTER VIEW product_ratings RENAME COLUMN complaints TO unhappy;
ALTER TYPE tax_class RENAME VALUE 'reduced' TO 'lower rate';
ALTER TYPE dimensions RENAME ATTRIBUTE length_mm TO depth_mm;
ALTER FUNCTION touch_updated_at() RENAME TO set_updated_at;

-- migrate:downgrade
ALTER FUNCTION set_updated_at() RENAME TO touch_updated_at;
ALTER TYPE dimensions RENAME ATTRIBUTE depth_mm TO length_mm;
ALTER TYPE tax_class RENAME VALUE 'lower rate' TO 'reduced';
ALTER VIEW product_ratings RENAME COLUMN unhappy TO complaints;
ALTER SEQUENCE product_reviews_review_id_seq RENAME TO reviews_review_id_seq;
ALTER INDEX product_reviews_pkey RENAME TO reviews_pkey;
ALTER TABLE product_reviews RENAME CONSTRAINT product_reviews_stars_check TO reviews_stars_check;
ALTER TABLE product_reviews RENAME CONSTRAINT product_reviews_once TO reviews_once;
ALTER TABLE product_reviews RENAME COLUMN review_text TO body;
ALTER TABLE product_reviews RENAME TO reviews;
