-- storefront functions
--
-- Revision ID: 2dafaae94994
-- Revises: e7bac1c345f0
-- Create Date: 2024-10-29 13:25:00+00

-- migrate:upgrade
PREPARE find (text) AS SELECT product_id FROM products WHERE search_text @@ websearch_to_tsquery('public.shop_search', $1);
LISTEN till_changed;
SET statement_timeout = '10min';

CREATE FUNCTION storefront.search(q text, VARIADIC materials text[] DEFAULT '{}')
    RETURNS TABLE (sku text, name text, price numeric, headline text)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 20 COST 500
    SET search_path = pg_catalog, pg_temp
    SET statement_timeout = '2s'
AS $function$
    SELECT p.sku, p.name, p.price,
           ts_headline('public.shop_search', coalesce(p.description, ''), query, 'StartSel=<b>, StopSel=</b>')
    FROM public.products AS p,
         websearch_to_tsquery('public.shop_search', q) AS query
    WHERE p.search_text @@ query
      AND (cardinality(materials) = 0 OR p.attributes ->> 'material' = ANY (materials))
      AND p.deleted_at IS NULL
    ORDER BY ts_rank(p.search_text, query) DESC, p.sku
$function$;

CREATE FUNCTION storefront.cart_value(cart uuid) RETURNS numeric
    LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED
    RETURN (SELECT sum(l.quantity * p.price)
            FROM public.cart_lines AS l JOIN public.products AS p USING (product_id)
            WHERE l.cart_id = cart);

EXECUTE find('knife');

-- migrate:downgrade
DROP FUNCTION storefront.cart_value(uuid);
DROP FUNCTION storefront.search(text, text[]);

-- migrate:verify
SELECT 1 / (count(*) = 3)::integer FROM storefront.search('steel or knife', 'steel') WHERE name ~ 'knife';
