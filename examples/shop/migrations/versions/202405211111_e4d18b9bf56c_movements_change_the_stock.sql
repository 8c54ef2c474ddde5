-- movements change the stock
--
-- Revision ID: e4d18b9bf56c
-- Revises: 5fdfed22d63b
-- Create Date: 2024-05-21 11:11:00+00

-- migrate:upgrade
create or replace function apply_stock_movement() returns trigger language plpgsql as $fn$
begin
    update stock_levels set on_hand = on_hand + new.quantity
    where (warehouse_id, product_id) = (new.warehouse_id, new.product_id);
    if not found then
        raise exception 'product % is not kept in warehouse %', new.product_id, new.warehouse_id
            using errcode = 'foreign_key_violation';
    end if;
    return null;
end $fn$;

-- on the parent: PostgreSQL puts a clone on each partition, also on those that come later
create trigger stock_movements_apply after insert on stock_movements
    for each row execute function apply_stock_movement();

-- migrate:downgrade
drop trigger stock_movements_apply on stock_movements;
drop function apply_stock_movement();

-- migrate:verify
do $$
declare had int; has int;
begin
    select on_hand into had from stock_levels where warehouse_id = 1 and product_id = 1;
    insert into stock_movements (moved_at, warehouse_id, product_id, quantity) values ('2024-03-01 00:00+00', 1, 1, -3);
    select on_hand into has from stock_levels where warehouse_id = 1 and product_id = 1;
    assert has = had - 3;
    raise exception using errcode = 'P0099';
exception when sqlstate 'P0099' then null;
end $$;
